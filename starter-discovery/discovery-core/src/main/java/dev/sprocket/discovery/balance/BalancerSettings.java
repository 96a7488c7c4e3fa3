// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.time.Duration;

/**
 * What may be tuned in a {@link Balancer}.
 *
 * @param decay how long a latency is remembered: after this time without an answer an
 * estimate has fallen to 37 % of itself; 10 s by default
 * @param ejectionFailures after how many failures in a row an endpoint is ejected; 5 by
 * default
 * @param baseEjection how long the first ejection lasts; the second in a row lasts twice
 * as long, and so on; 10 s by default
 * @param maxEjection how long an ejection lasts at most, before jitter; 5 min by default
 * @param slowStart over which time a new or returned endpoint grows into its full share;
 * zero for at once, 10 s by default
 */
public record BalancerSettings(Duration decay, int ejectionFailures, Duration baseEjection, Duration maxEjection,
		Duration slowStart) {

	/**
	 * The settings of a balancer that nobody tuned.
	 */
	public static final BalancerSettings DEFAULTS = new BalancerSettings(Duration.ofSeconds(10), 5,
			Duration.ofSeconds(10), Duration.ofMinutes(5), Duration.ofSeconds(10));

	/**
	 * Check every value.
	 * @throws IllegalArgumentException if a value is out of range; it names the setting
	 * and the value
	 */
	public BalancerSettings {
		check("decay", decay, Duration.ofMillis(1));
		if (ejectionFailures < 1) {
			throw new IllegalArgumentException(
					"ejectionFailures is " + ejectionFailures + ": give the number of failures in a row, at least 1");
		}
		check("baseEjection", baseEjection, Duration.ofMillis(1));
		check("maxEjection", maxEjection, Duration.ofMillis(1));
		if (maxEjection.compareTo(baseEjection) < 0) {
			throw new IllegalArgumentException(
					"maxEjection is " + Seconds.of(maxEjection) + ", shorter than baseEjection, which is "
							+ Seconds.of(baseEjection) + ": raise it or lower the other");
		}
		check("slowStart", slowStart, Duration.ZERO);
	}

	private static void check(String setting, Duration value, Duration least) {
		Duration most = Duration.ofDays(1);
		if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
			throw new IllegalArgumentException(setting + " is " + Seconds.of(value) + ": give a duration from "
					+ Seconds.of(least) + " to " + Seconds.of(most));
		}
	}

}
