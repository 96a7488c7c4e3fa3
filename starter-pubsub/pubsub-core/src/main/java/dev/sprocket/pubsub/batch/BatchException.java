// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.batch;

/**
 * Thrown by a handler of batches that stopped at a message: those before it are handled,
 * this one failed with the cause, and those behind it were not begun, so that they come
 * again without having been tried. A handler whose transaction is rolled back throws
 * something else: then nothing was handled.
 */
public class BatchException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final int index;

	/**
	 * Create an exception.
	 * @param index index of the message in the batch, from 0
	 * @param cause why it failed; also a {@link dev.sprocket.pubsub.RetryLaterException}
	 * or a {@link dev.sprocket.pubsub.RejectMessageException}
	 */
	public BatchException(int index, Throwable cause) {
		super("Message " + index + " of the batch failed: " + cause, cause);
		this.index = index;
	}

	/**
	 * Return which message failed.
	 * @return its index in the batch, from 0
	 */
	public int index() {
		return this.index;
	}

}
