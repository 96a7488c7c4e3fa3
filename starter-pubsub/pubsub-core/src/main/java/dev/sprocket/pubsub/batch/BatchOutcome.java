// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.batch;

/**
 * Says which messages of a batch failed; the others are handled. Where messages of a key
 * are in order, those behind one that failed do not count as handled: they come again
 * after it. Thread-safe; holds once the handler returns, and not if it throws.
 */
public interface BatchOutcome {

	/**
	 * A message failed: it is retried or dead-lettered as if it had been alone, by what
	 * is given here.
	 * @param index its index in the batch, from 0
	 * @param error why; also a {@link dev.sprocket.pubsub.RetryLaterException} or a
	 * {@link dev.sprocket.pubsub.RejectMessageException}
	 * @throws IndexOutOfBoundsException if the batch has no such message
	 */
	void failed(int index, Throwable error);

}
