// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import org.jspecify.annotations.Nullable;

/**
 * What became of one message of a batch.
 *
 * @param position where it is stored, as the broker writes it, or {@code null} if it
 * failed or the broker does not say
 * @param failure why it is not stored, or {@code null} if it is
 */
public record SendOutcome(@Nullable String position, @Nullable BackendException failure) {

	/**
	 * The message is durable.
	 * @param position where it is stored, if the broker says
	 * @return the outcome
	 */
	public static SendOutcome stored(@Nullable String position) {
		return new SendOutcome(position, null);
	}

	/**
	 * The message is not stored.
	 * @param failure why
	 * @return the outcome
	 */
	public static SendOutcome failed(BackendException failure) {
		return new SendOutcome(null, failure);
	}

}
