// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.List;

import dev.sprocket.pubsub.batch.Batch;
import dev.sprocket.pubsub.batch.BatchException;
import dev.sprocket.pubsub.batch.BatchOutcome;

/**
 * Handles several messages of a subscription at a time; the functional twin of
 * {@link Batch}.
 *
 * @param <T> the type of the payload
 */
@FunctionalInterface
public interface BatchHandler<T> {

	/**
	 * Handle a batch. Called by several threads at a time, as the concurrency of the
	 * subscription says. A normal return acknowledges its messages, except those that the
	 * outcome says have failed. An exception that names a message, see
	 * {@link BatchException}, fails that one. Any other says nothing of which it was: no
	 * message has failed yet, each is handed over again in a batch of its own, and those
	 * that fail there are retried by the policy of the subscription.
	 * @param messages at least one; those of a key in order, where order is asked for
	 * @param outcome to say which of them failed
	 * @throws Exception the batch failed
	 */
	void handle(List<Message<T>> messages, BatchOutcome outcome) throws Exception;

}
