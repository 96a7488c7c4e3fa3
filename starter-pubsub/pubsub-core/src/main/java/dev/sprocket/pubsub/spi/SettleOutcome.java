// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import org.jspecify.annotations.Nullable;

/**
 * What became of a {@link Settlement}.
 *
 * @param status done, stale or failed
 * @param failure why it failed, or {@code null} if it did not
 */
public record SettleOutcome(Status status, @Nullable BackendException failure) {

	/** The broker did it. */
	public static final SettleOutcome DONE = new SettleOutcome(Status.DONE, null);

	/** The delivery is no longer ours. */
	public static final SettleOutcome STALE = new SettleOutcome(Status.STALE, null);

	/**
	 * The broker did not do it.
	 * @param failure why
	 * @return the outcome
	 */
	public static SettleOutcome failed(BackendException failure) {
		return new SettleOutcome(Status.FAILED, failure);
	}

	/**
	 * Kinds of outcome.
	 */
	public enum Status {

		/** The broker did it. */
		DONE,

		/**
		 * The delivery is no longer ours: its lease ran out, its lane went to another
		 * member, or it was settled before. Nothing changed.
		 */
		STALE,

		/** The broker did not do it; the engine may try again. */
		FAILED

	}

}
