// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;

/**
 * When a subscription takes it that not its messages are at fault but what their handler
 * depends on. While the circuit is open no message becomes a dead letter for having
 * failed too often, only where {@link RetryPolicy#maxElapsed()} is over, and no attempt
 * counts; one message is tried now and then, and the first that is handled closes the
 * circuit. What a handler rejects or asks to get later without saying that something
 * failed, and what cannot be retried or decoded, is no sign of that.
 *
 * @param failures how many different messages have failed in a row when the circuit
 * opens, without one that was handled; 0 for never
 * @param probeInterval the pause before one message is tried; twice as long each time
 * @param maxProbeInterval no pause is longer
 */
public record CircuitBreakerPolicy(int failures, Duration probeInterval, Duration maxProbeInterval) {

	/** Ten failures; pauses from one second to one minute. */
	public static final CircuitBreakerPolicy DEFAULT = new CircuitBreakerPolicy(10, Duration.ofSeconds(1),
			Duration.ofMinutes(1));

	/** Never opens. */
	public static final CircuitBreakerPolicy NONE = new CircuitBreakerPolicy(0, Duration.ofSeconds(1),
			Duration.ofMinutes(1));

}
