// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next try: twice as long after each failure, up to a bound,
 * less a random half, so that the instances of a service do not come back all at once.
 *
 * @param first the longest wait after the first failure
 * @param longest the longest wait
 */
record Backoff(Duration first, Duration longest) {

	static final Backoff DEFAULT = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

	private static final int MOST_DOUBLINGS = 20;

	Duration after(int failures, RandomGenerator chance) {
		long doubled = this.first.toNanos() << Math.min(failures - 1, MOST_DOUBLINGS);
		long bound = Math.min(doubled, this.longest.toNanos());
		return Duration.ofNanos(bound / 2 + (long) (chance.nextDouble() * (bound / 2)));
	}

}
