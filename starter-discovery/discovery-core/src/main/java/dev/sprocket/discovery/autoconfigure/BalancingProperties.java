// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.sprocket.discovery.balance.BalancerSettings;

/**
 * How calls are spread over the instances of a service, for gRPC and HTTP alike.
 *
 * @param policy p2c_ewma takes the better of two instances by latency and calls in
 * flight, and ejects those that fail; round_robin takes one after the other
 * @param decay how long a latency is remembered: after this time without an answer an
 * estimate has fallen to 37 % of itself
 * @param ejectionFailures after how many failures in a row an instance gets no more calls
 * @param baseEjection how long the first ejection lasts; the second in a row lasts twice
 * as long, and so on
 * @param maxEjection how long an ejection lasts at most
 * @param slowStart over which time a new or returned instance grows into its full share;
 * 0 for at once
 */
@ConfigurationProperties("sprocket.discovery.balancing")
public record BalancingProperties(@DefaultValue("p2c_ewma") Policy policy, @DefaultValue("10s") Duration decay,
		@DefaultValue("5") int ejectionFailures, @DefaultValue("10s") Duration baseEjection,
		@DefaultValue("5m") Duration maxEjection, @DefaultValue("10s") Duration slowStart) {

	private static final Pattern HUMP = Pattern.compile("\\b([a-z]+)([A-Z][a-z]+)\\b");

	/**
	 * Check every value.
	 * @throws IllegalArgumentException if a value is out of range; it names the property
	 * and the value
	 */
	public BalancingProperties {
		try {
			new BalancerSettings(decay, ejectionFailures, baseEjection, maxEjection, slowStart);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"sprocket.discovery.balancing." + dashed(String.valueOf(ex.getMessage())));
		}
	}

	private static String dashed(String message) {
		return HUMP.matcher(message).replaceAll((hump) -> hump.group(1) + "-" + hump.group(2).toLowerCase(Locale.ROOT));
	}

	/**
	 * Return the settings of a balancer.
	 * @return the settings
	 */
	public BalancerSettings settings() {
		return new BalancerSettings(this.decay, this.ejectionFailures, this.baseEjection, this.maxEjection,
				this.slowStart);
	}

	/**
	 * A way to choose among the instances of a service.
	 */
	public enum Policy {

		/**
		 * The better of two by latency and calls in flight.
		 */
		P2C_EWMA,

		/**
		 * One after the other.
		 */
		ROUND_ROBIN

	}

}
