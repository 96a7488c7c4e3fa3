// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.time.Duration;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Ends the start of an application for a setting that nothing can work with, naming it.
 */
final class SettingRules {

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private SettingRules() {
	}

	static void require(boolean valid, String property, Object value, String rule) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(property, value, rule);
		}
	}

	static Duration positive(String property, Duration value) {
		require(value.compareTo(SHORTEST) >= 0, property, value, "It must be at least 1 ms.");
		return value;
	}

}
