// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

/**
 * What became of the letters that were to be redriven.
 *
 * @param redriven how many were sent back
 * @param left how many stay because they were redriven
 * {@link DeadLetterQueue#MAX_REDRIVES} times before or lack a part of their message,
 * {@link FailedMessage#missing()}, or because that is so of another letter of their
 * parked key
 * @param gone how many somebody else redrove or discarded meanwhile
 */
public record RedriveResult(int redriven, int left, int gone) {

}
