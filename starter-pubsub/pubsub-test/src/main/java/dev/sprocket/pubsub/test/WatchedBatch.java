// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.batch.BatchException;
import dev.sprocket.pubsub.batch.BatchOutcome;

/**
 * Notes what a handler makes of each message of a batch.
 *
 * @param <T> the type of the payload
 */
final class WatchedBatch<T> implements BatchOutcome {

	private final String group;

	private final List<Message<T>> messages;

	private final BatchOutcome outcome;

	private final Journal journal;

	private final Map<Integer, String> failures = new ConcurrentHashMap<>();

	WatchedBatch(String group, List<Message<T>> messages, BatchOutcome outcome, Journal journal) {
		this.group = group;
		this.messages = messages;
		this.outcome = outcome;
		this.journal = journal;
	}

	@Override
	public void failed(int index, Throwable error) {
		this.outcome.failed(index, error);
		this.failures.put(index, error.toString());
	}

	void call(Handling handling) throws Exception {
		try {
			handling.handle(this);
			note(this.messages.size(), "");
		}
		catch (BatchException ex) {
			this.failures.put(ex.index(), ex.toString());
			note(ex.index() + 1, "");
			throw ex;
		}
		catch (Throwable ex) {
			note(this.messages.size(), ex.toString());
			throw ex;
		}
	}

	private void note(int begun, String failure) {
		for (int index = 0; index < Math.min(begun, this.messages.size()); index++) {
			this.journal.add(new Journal.Attempted(this.group, this.messages.get(index),
					this.failures.getOrDefault(index, failure)));
		}
	}

	/**
	 * What the handler does.
	 */
	@FunctionalInterface
	interface Handling {

		void handle(BatchOutcome outcome) throws Exception;

	}

}
