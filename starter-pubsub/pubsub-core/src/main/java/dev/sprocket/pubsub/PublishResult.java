// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.jspecify.annotations.Nullable;

/**
 * How a message was stored.
 *
 * @param messageId the id of the message, the same at every delivery
 * @param stage whether it is durable already
 * @param position where the broker stored it, as the broker writes it, or {@code null} if
 * it does not say
 */
public record PublishResult(String messageId, Stage stage, @Nullable String position) {

	/**
	 * How far a message has come.
	 */
	public enum Stage {

		/** The backend has it: it will be delivered. */
		STORED,

		/** It joined the transaction of the caller and shares its fate. */
		ENLISTED

	}

}
