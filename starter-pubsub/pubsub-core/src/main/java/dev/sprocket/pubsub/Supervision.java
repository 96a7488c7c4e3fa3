// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;

/**
 * How subscriptions are watched.
 *
 * @param circuitBreaker when everything fails
 * @param lagInterval how often a backend is asked what waits, or zero for never
 * @param progressTimeout how long messages may wait while none is settled
 */
record Supervision(CircuitBreakerPolicy circuitBreaker, Duration lagInterval, Duration progressTimeout) {

}
