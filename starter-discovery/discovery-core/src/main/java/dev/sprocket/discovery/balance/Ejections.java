// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

/**
 * How long ejections last: as many times the base as there were ejections in a row.
 */
final class Ejections {

	private static final double JITTER = 0.1;

	private Ejections() {
	}

	static long lasting(int ejections, Rules rules) {
		return (long) Math.min((double) rules.baseEjection() * ejections, rules.maxEjection());
	}

	/**
	 * Lengthen or shorten a time by up to 10 %, so that clients that ejected an endpoint
	 * together do not come back together.
	 * @param nanos the time
	 * @param chance from 0 to 1
	 * @return the time to use
	 */
	static long jittered(long nanos, double chance) {
		return (long) (nanos * (1 + JITTER * (2 * chance - 1)));
	}

}
