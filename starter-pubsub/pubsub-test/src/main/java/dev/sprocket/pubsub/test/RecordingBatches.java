// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.sprocket.pubsub.BatchHandler;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.batch.BatchOutcome;

/**
 * Remembers the batches it is given, then does what another handler does.
 *
 * @param <T> the type of the payload
 */
final class RecordingBatches<T> implements BatchHandler<T> {

	private final BatchHandler<T> next;

	private final List<List<Message<T>>> batches = new CopyOnWriteArrayList<>();

	private final List<Message<T>> handled = new CopyOnWriteArrayList<>();

	RecordingBatches(BatchHandler<T> next) {
		this.next = next;
	}

	@Override
	public void handle(List<Message<T>> messages, BatchOutcome outcome) throws Exception {
		this.batches.add(messages);
		this.next.handle(messages, outcome);
		this.handled.addAll(messages);
	}

	List<Integer> sizes() {
		return this.batches.stream().map(List::size).toList();
	}

	List<List<T>> batches() {
		return this.batches.stream().map((batch) -> batch.stream().map(Message::payload).toList()).toList();
	}

	int count() {
		return messages().size();
	}

	/**
	 * Return what the handler was given.
	 * @return messages in order, each time
	 */
	List<Message<T>> messages() {
		return this.batches.stream().flatMap(List::stream).toList();
	}

	List<T> payloads() {
		return messages().stream().map(Message::payload).toList();
	}

	/**
	 * Return what was in batches from which the other handler returned.
	 * @return payloads in order
	 */
	List<T> handled() {
		return this.handled.stream().map(Message::payload).toList();
	}

}
