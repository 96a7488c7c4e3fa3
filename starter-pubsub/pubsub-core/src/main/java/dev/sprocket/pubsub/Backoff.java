// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

/**
 * Pauses that double with each failure in a row.
 *
 * @param first the pause after the first failure, in milliseconds
 * @param max no pause is longer, in milliseconds
 */
record Backoff(long first, long max) {

	private static final int MAX_DOUBLINGS = 20;

	long pauseAfter(int failures) {
		return Math.min(this.max, this.first << Math.min(MAX_DOUBLINGS, failures - 1));
	}

}
