// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Ends the start of a Boot application for a setting that nothing can work with. Boot
 * prints its name, its value, where it was set and the rule, if it is checked outside of
 * binding, so not in the constructor of the properties.
 */
public final class SettingRules {

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private SettingRules() {
	}

	/**
	 * Check a setting.
	 * @param valid whether it can be worked with
	 * @param property its whole name
	 * @param value its value
	 * @param rule what it must be, in whole sentences
	 * @throws InvalidConfigurationPropertyValueException if it is not valid
	 */
	public static void require(boolean valid, String property, @Nullable Object value, String rule) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(property, value, rule);
		}
	}

	/**
	 * Check that a duration is at least one millisecond.
	 * @param property its whole name
	 * @param value the duration
	 * @return the duration
	 * @throws InvalidConfigurationPropertyValueException if it is shorter
	 */
	public static Duration positive(String property, Duration value) {
		require(value.compareTo(SHORTEST) >= 0, property, value, "It must be at least 1 ms.");
		return value;
	}

}
