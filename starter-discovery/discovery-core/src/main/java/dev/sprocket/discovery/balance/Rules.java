// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

/**
 * The settings in the form that a pick reads: nanoseconds.
 *
 * @param decay see {@link BalancerSettings#decay()}
 * @param ejectionFailures see {@link BalancerSettings#ejectionFailures()}
 * @param baseEjection see {@link BalancerSettings#baseEjection()}
 * @param maxEjection see {@link BalancerSettings#maxEjection()}
 * @param slowStart see {@link BalancerSettings#slowStart()}
 */
record Rules(double decay, int ejectionFailures, long baseEjection, long maxEjection, long slowStart) {

	static Rules of(BalancerSettings settings) {
		return new Rules(settings.decay().toNanos(), settings.ejectionFailures(), settings.baseEjection().toNanos(),
				settings.maxEjection().toNanos(), settings.slowStart().toNanos());
	}

}
