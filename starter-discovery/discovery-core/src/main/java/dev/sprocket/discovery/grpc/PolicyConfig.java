// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.discovery.balance.BalancerSettings;

/**
 * Reads the settings from a parsed service config. Unknown keys are only logged: a config
 * that comes from outside may be written for a newer version.
 */
final class PolicyConfig {

	private static final Logger logger = LoggerFactory.getLogger(PolicyConfig.class);

	private static final Set<String> KEYS = Set.of("decay", "ejectionFailures", "baseEjection", "maxEjection",
			"slowStart");

	private static final Pattern SECONDS = Pattern.compile("-?\\d{1,12}(\\.\\d{1,9})?s");

	private final String policy;

	private final Map<String, ?> config;

	PolicyConfig(String policy, Map<String, ?> config) {
		this.policy = policy;
		this.config = config;
	}

	BalancerSettings settings() {
		reportUnknownKeys();
		try {
			return read(BalancerSettings.DEFAULTS);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(this.policy + "." + ex.getMessage(), ex);
		}
	}

	private BalancerSettings read(BalancerSettings defaults) {
		Duration baseEjection = duration("baseEjection", defaults.baseEjection());
		Duration maxEjection = duration("maxEjection", longer(baseEjection, defaults.maxEjection()));
		return new BalancerSettings(duration("decay", defaults.decay()),
				number("ejectionFailures", defaults.ejectionFailures()), baseEjection, maxEjection,
				duration("slowStart", defaults.slowStart()));
	}

	private static Duration longer(Duration first, Duration second) {
		return (first.compareTo(second) > 0) ? first : second;
	}

	private void reportUnknownKeys() {
		Set<String> unknown = new TreeSet<>(this.config.keySet());
		unknown.removeAll(KEYS);
		if (!unknown.isEmpty()) {
			logger.warn("{}: the service config has the unknown keys {}, which are ignored; known are {}", this.policy,
					unknown, new TreeSet<>(KEYS));
		}
	}

	private Duration duration(String key, Duration otherwise) {
		Object value = this.config.get(key);
		if (value == null) {
			return otherwise;
		}
		if (!(value instanceof String text) || !SECONDS.matcher(text).matches()) {
			throw new IllegalArgumentException(key + " is " + value + ": give seconds as text, such as \"2.5s\"");
		}
		BigDecimal seconds = new BigDecimal(text.substring(0, text.length() - 1));
		return Duration.ofSeconds(seconds.longValue(), seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue());
	}

	private int number(String key, int otherwise) {
		Object value = this.config.get(key);
		if (value == null) {
			return otherwise;
		}
		if (!(value instanceof Number number) || number.intValue() != number.doubleValue()) {
			throw new IllegalArgumentException(key + " is " + value + ": give a whole number");
		}
		return number.intValue();
	}

}
