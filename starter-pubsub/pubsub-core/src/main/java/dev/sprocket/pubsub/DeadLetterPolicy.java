// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.jspecify.annotations.Nullable;

/**
 * Where a message goes that nobody can handle.
 *
 * @param enabled whether it is kept; if not, it is logged as an error and dropped
 * @param topic the topic of the dead letters, another than that of the messages, or
 * {@code null} for {@code <topic>.<group>.dlq}
 * @param stackTrace whether the dead letter carries the stack trace, at most 4 KiB of it
 * @param onFailure what becomes of later messages of its key
 * @param maxParked how many dead letters there may be before keys that are parked wait
 * instead of following into them; 10,000 by default
 */
public record DeadLetterPolicy(boolean enabled, @Nullable String topic, boolean stackTrace, OnFailure onFailure,
		int maxParked) {

	private static final int MAX_PARKED = 10_000;

	/** Kept, under the default name, without stack trace; later messages are handled. */
	public static final DeadLetterPolicy DEFAULT = new DeadLetterPolicy(true, null, false, OnFailure.SKIP, MAX_PARKED);

	/** Not kept: logged as an error and dropped. */
	public static final DeadLetterPolicy NONE = new DeadLetterPolicy(false, null, false, OnFailure.SKIP, MAX_PARKED);

	/**
	 * Set where dead letters go.
	 * @param topic another topic than that of the messages, or {@code null} for
	 * {@code <topic>.<group>.dlq}
	 * @return a copy with it
	 */
	public DeadLetterPolicy topic(@Nullable String topic) {
		return new DeadLetterPolicy(this.enabled, topic, this.stackTrace, this.onFailure, this.maxParked);
	}

	/**
	 * Let a dead letter carry the stack trace of the last error, at most 4 KiB of it.
	 * @return a copy that does
	 */
	public DeadLetterPolicy withStackTrace() {
		return new DeadLetterPolicy(this.enabled, this.topic, true, this.onFailure, this.maxParked);
	}

	/**
	 * Let later messages of a key follow one that nobody can handle.
	 * @param maxParked how many dead letters there may be before they wait instead
	 * @return a copy with {@link OnFailure#PARK_KEY}
	 */
	public DeadLetterPolicy parkKey(int maxParked) {
		return new DeadLetterPolicy(this.enabled, this.topic, this.stackTrace, OnFailure.PARK_KEY, maxParked);
	}

	boolean parksKeys() {
		return this.onFailure == OnFailure.PARK_KEY;
	}

	/**
	 * What becomes of the messages of a key behind one that went to the dead letters.
	 */
	public enum OnFailure {

		/** They are handled. */
		SKIP,

		/**
		 * They follow it into the dead letters, in order and untried, until the key is
		 * redriven, or no letter of it is left. Needs order by key, and a backend that
		 * can look at what it stores and keep a letter and settle its message in one
		 * step.
		 */
		PARK_KEY

	}

}
