// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * What became of a {@link Settlement}.
 *
 * @param status done, stale or failed
 * @param failure why it failed, or {@code null} if it did not
 * @param leaseUntil when the lease ends that was to be extended, if that is earlier than
 * was asked for; {@code null} for anything else
 */
public record SettleOutcome(Status status, @Nullable BackendException failure, @Nullable Instant leaseUntil) {

	/** The broker did it. */
	public static final SettleOutcome DONE = new SettleOutcome(Status.DONE, null, null);

	/** The delivery is no longer ours. */
	public static final SettleOutcome STALE = new SettleOutcome(Status.STALE, null, null);

	/**
	 * The broker extended a lease as far as it can, which is not as far as was asked for.
	 * The engine does not ask again; what no handler has begun it gives back before that.
	 * @param leaseUntil when the lease ends
	 * @return the outcome
	 */
	public static SettleOutcome extendedUntil(Instant leaseUntil) {
		return new SettleOutcome(Status.DONE, null, leaseUntil);
	}

	/**
	 * The broker did not do it.
	 * @param failure why
	 * @return the outcome
	 */
	public static SettleOutcome failed(BackendException failure) {
		return new SettleOutcome(Status.FAILED, failure, null);
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
