// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What is to become of a message after an attempt.
 */
sealed interface Verdict {

	/** Handled. */
	Verdict DONE = new Done();

	/** Too old to be handled. */
	Verdict EXPIRED = new Expired();

	/** Redriven for another group: nothing to do for this one. */
	Verdict SKIPPED = new Skipped();

	/** The end of what was redriven of a key: the key may be parked no more. */
	Verdict REDRIVEN = new Redriven();

	/** Not to be waited for any more: given back as if it had not been tried. */
	Verdict ABANDONED = new Abandoned();

	/**
	 * Return whether messages of the same key must not be handled before it is carried
	 * out.
	 * @return {@code true} unless the message is through
	 */
	default boolean holdsKey() {
		return this instanceof Retry || this instanceof Dead || this instanceof Wait || this instanceof Redriven;
	}

	/**
	 * Return what a handler threw that may have nothing to do with its message.
	 * @return what was thrown, or {@code null} for anything else
	 */
	default @Nullable Throwable failure() {
		return null;
	}

	/**
	 * Return when the message is to come again, if its handler said so.
	 * @return not before that
	 */
	default Duration asked() {
		return Duration.ZERO;
	}

	record Done() implements Verdict {

	}

	record Expired() implements Verdict {

	}

	record Skipped() implements Verdict {

	}

	record Redriven() implements Verdict {

	}

	record Abandoned() implements Verdict {

	}

	/**
	 * Counts as not begun: hand it out again.
	 *
	 * @param alone whether in a batch of its own
	 */
	record PutBack(boolean alone) implements Verdict {

	}

	/**
	 * Keep it here, and look at it again; it has not been tried.
	 *
	 * @param pause not before that
	 */
	record Wait(Duration pause) implements Verdict {

	}

	/**
	 * Try it again.
	 *
	 * @param delay not before that
	 * @param error what was thrown; {@code null} if the handler said nack
	 * @param counts whether it was an attempt; it was none if no handler was asked
	 */
	record Retry(Duration delay, @Nullable Throwable error, boolean counts) implements Verdict {

		Retry(Duration delay, @Nullable Throwable error) {
			this(delay, error, true);
		}

		/**
		 * Return what to call it among others.
		 * @return the class of what was thrown, or {@code nack}
		 */
		String errorType() {
			return (this.error != null) ? this.error.getClass().getName() : "nack";
		}

		@Override
		public @Nullable Throwable failure() {
			return (this.error instanceof RetryLaterException later) ? later.getCause() : this.error;
		}

		@Override
		public Duration asked() {
			return (this.error instanceof RetryLaterException) ? this.delay : Duration.ZERO;
		}

	}

	/**
	 * Keep it as a dead letter.
	 *
	 * @param reason as in {@link DeadLetterHeaders#REASON}
	 * @param detail what a person should read
	 * @param error what was thrown, if anything
	 * @param late whether its time is over, even if it is not to blame
	 */
	record Dead(String reason, String detail, @Nullable Throwable error, boolean late) implements Verdict {

		/** Of a message that failed as often as it may. */
		static final String EXHAUSTED = "exhausted";

		/** Of a message that follows another of its key. */
		static final String PARKED = "parked";

		Dead(String reason, String detail, @Nullable Throwable error) {
			this(reason, detail, error, false);
		}

		@Override
		public @Nullable Throwable failure() {
			RetryLaterException later = later();
			Throwable failure = (later != null) ? later.getCause() : this.error;
			return this.reason.equals(EXHAUSTED) ? failure : null;
		}

		@Override
		public Duration asked() {
			RetryLaterException later = later();
			return (later != null) ? RetryDecisions.bounded(later.delay()) : Duration.ZERO;
		}

		private @Nullable RetryLaterException later() {
			return (this.error != null) ? RetryPolicy.cause(this.error, RetryLaterException.class) : null;
		}

	}

}
