// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

/**
 * Headers of a dead letter, beside those of the message. Values are UTF-8, at most 1 KiB
 * each.
 */
public final class DeadLetterHeaders {

	/**
	 * {@code exhausted}, {@code rejected}, {@code undecodable}, {@code not-retryable} or,
	 * where keys are parked, {@code parked}; {@code redriving} is no message but the mark
	 * that keeps a key parked until its letters are through.
	 */
	public static final String REASON = "dlq-reason";

	/** Class name of the last error. */
	public static final String ERROR_TYPE = "dlq-error-type";

	/** Message of the last error. */
	public static final String ERROR_MESSAGE = "dlq-error-message";

	/** Stack trace of the last error, only where the policy asks for it. */
	public static final String ERROR_STACK = "dlq-error-stack";

	/** The topic it came from. */
	public static final String TOPIC = "dlq-topic";

	/** The group that failed. */
	public static final String GROUP = "dlq-group";

	/** The handler that failed. */
	public static final String HANDLER = "dlq-handler";

	/** How often it was tried. */
	public static final String ATTEMPTS = "dlq-attempts";

	/** When the first attempt failed: ISO-8601 in UTC. */
	public static final String FIRST_FAILED_AT = "dlq-first-failed-at";

	/** When the last attempt failed: ISO-8601 in UTC. */
	public static final String LAST_FAILED_AT = "dlq-last-failed-at";

	/** The id of the message. */
	public static final String MESSAGE_ID = "dlq-message-id";

	/** Lane and position it had. */
	public static final String POSITION = "dlq-position";

	/** How often it was redriven before; absent for never. */
	public static final String REDRIVES = "dlq-redrives";

	/**
	 * The id of the message that parked the key, its own for that one; absent where keys
	 * are not parked, see {@link DeadLetterPolicy.OnFailure#PARK_KEY}.
	 */
	public static final String PARKED_BY = "dlq-parked-by";

	/**
	 * What of the message is not in the letter because it was refused with it, and why;
	 * absent where all of it is. The message itself was at {@link #POSITION}.
	 */
	public static final String MISSING = "dlq-missing";

	static final String PREFIX = "dlq-";

	private DeadLetterHeaders() {
	}

}
