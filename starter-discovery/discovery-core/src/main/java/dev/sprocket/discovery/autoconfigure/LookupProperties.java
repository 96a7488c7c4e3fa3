// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/**
 * How others are found.
 *
 * @param poll how often registries are asked for the services that this instance calls;
 * those that push changes are heard at once
 */
@ConfigurationProperties("sprocket.discovery.lookup")
public record LookupProperties(@DefaultValue("30s") Duration poll) {

	/**
	 * Check every value.
	 * @throws IllegalArgumentException if a value is out of range; it names the property
	 * and the value
	 */
	public LookupProperties {
		Assert.isTrue(!poll.isNegative() && !poll.isZero(),
				() -> "sprocket.discovery.lookup.poll must be longer than zero, not " + poll);
	}

}
