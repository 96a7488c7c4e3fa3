// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;

/**
 * A lease that a user asked for.
 *
 * @param attempt the message
 * @param lease from now
 */
record Extension(Attempt attempt, Duration lease) {

}
