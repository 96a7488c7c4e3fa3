// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

/**
 * What became of the letters that were to be redriven.
 *
 * @param redriven how many were sent back
 * @param capped how many were left because they were redriven
 * {@link DeadLetterQueue#MAX_REDRIVES} times before, or lack a part of their message:
 * {@link FailedMessage#missing()}
 * @param gone how many somebody else redrove or discarded meanwhile
 */
public record RedriveResult(int redriven, int capped, int gone) {

}
