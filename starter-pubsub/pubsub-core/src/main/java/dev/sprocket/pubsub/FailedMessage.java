// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A dead letter: a message, and why it is dead. What a broker had no room for is
 * {@code null}.
 *
 * @param position names the letter to its {@link DeadLetterQueue}; rises with each
 * @param message the message as it was published, with its attempts so far
 * @param reason as in {@link DeadLetterHeaders#REASON}
 * @param errorType class name of the last error
 * @param errorMessage message of the last error
 * @param errorStack stack trace of the last error, only where the policy asks for it
 * @param handler the handler that failed
 * @param firstFailedAt when the first attempt failed
 * @param lastFailedAt when the last attempt failed
 * @param redrives how often it was redriven before
 * @param parkedBy id of the message that parked its key, its own for that one;
 * {@code null} where keys are not parked
 * @param missing as in {@link DeadLetterHeaders#MISSING}
 */
public record FailedMessage(long position, Message<byte[]> message, @Nullable String reason, @Nullable String errorType,
		@Nullable String errorMessage, @Nullable String errorStack, @Nullable String handler,
		@Nullable Instant firstFailedAt, @Nullable Instant lastFailedAt, int redrives, @Nullable String parkedBy,
		@Nullable String missing) {

}
