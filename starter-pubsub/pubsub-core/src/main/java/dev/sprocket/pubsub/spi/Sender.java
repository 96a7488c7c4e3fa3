// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Stores messages. One call is one network batch or one commit; nothing is retried
 * inside, save what a client sends again under the same number so that a lost answer
 * neither doubles a message nor changes the order. Thread-safe; calls may overlap.
 */
public interface Sender extends AutoCloseable {

	/**
	 * Store a batch. May block while the client's buffer is full or a topic is looked up
	 * for the first time, so that the outcome must not be completed on a thread that the
	 * client needs for its own progress: what follows may call this again.
	 * @param batch the messages, in order, of any topics; not more than
	 * {@link Limits#sendBatch()}; the sender must not keep the list after the future is
	 * complete
	 * @return completes, on any thread, once each entry is durable or has failed: one
	 * outcome for each entry, in the same order. Completes exceptionally only with a
	 * {@link BackendException}, which then stands for every entry. Order is kept among
	 * messages of one topic and key by calls that follow each other as
	 * {@link #maxInFlight} says.
	 */
	CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> batch);

	/**
	 * Return how many batches may be under way at a time. More than one is for a client
	 * that keeps the order of calls of which each begins after the one before has
	 * returned, though not been answered, and that refuses nothing as
	 * {@link ErrorKind#FULL}.
	 * @return the number, by default 1: each call begins after the one before has been
	 * answered. An outbox has besides one call under way for each topic
	 */
	default int maxInFlight() {
		return 1;
	}

	/**
	 * Release what the sender holds; what was accepted is completed first. Idempotent.
	 */
	@Override
	void close();

}
