// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.pollinterval.PollInterval;

/**
 * Waits in a test, looking every few milliseconds: until something holds, or to see that
 * it stays so.
 *
 * @param limit how long to wait, in real time, before giving up
 */
public record Patience(Duration limit) {

	private static final Duration QUIET = Duration.ofMillis(80);

	// Many tests wait at a time, on machines with few processors.
	private static final PollInterval GROWING = (poll, previous) -> Duration.ofMillis(Math.min(2L * poll, 20));

	/** A minute. */
	public static final Patience DEFAULT = new Patience(Duration.ofMinutes(1));

	/**
	 * Wait until something holds.
	 * @param what what is waited for, for the message of the failure
	 * @param condition the condition
	 */
	public void until(String what, BooleanSupplier condition) {
		waiting(what, this.limit).pollInterval(GROWING).until(condition::getAsBoolean);
	}

	/**
	 * Wait until something holds, letting time pass on the clock of a harness meanwhile.
	 * @param what what is waited for, for the message of the failure
	 * @param harness whose time is to pass
	 * @param condition the condition
	 */
	public void until(String what, BackendHarness harness, BooleanSupplier condition) {
		Duration step = harness.beat().dividedBy(4);
		waiting(what, this.limit).until(() -> {
			if (condition.getAsBoolean()) {
				return true;
			}
			harness.advance(step);
			return false;
		});
	}

	/**
	 * Check that something holds now and for a little while, about 0.1 s.
	 * @param what what must hold, for the message of the failure
	 * @param condition the condition
	 */
	public void holds(String what, BooleanSupplier condition) {
		holds(what, QUIET, condition);
	}

	/**
	 * Check that something holds now and for a while, whenever it is looked at.
	 * @param what what must hold, for the message of the failure
	 * @param duration for how long, in real time
	 * @param condition the condition
	 */
	public void holds(String what, Duration duration, BooleanSupplier condition) {
		waiting(what, this.limit.plus(duration)).failFast("It does not hold: " + what, () -> !condition.getAsBoolean())
			.during(duration)
			.until(() -> true);
	}

	/**
	 * Let real time pass.
	 * @param duration how long
	 */
	public static void pass(Duration duration) {
		if (duration.toMillis() > 0) {
			waiting("time to pass", duration.multipliedBy(2).plusSeconds(5)).pollDelay(duration).until(() -> true);
		}
	}

	private static ConditionFactory waiting(String what, Duration limit) {
		return Awaitility.await(what)
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(3))
			.atMost(limit);
	}

}
