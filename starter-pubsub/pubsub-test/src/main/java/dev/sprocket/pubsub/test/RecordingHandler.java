// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.sprocket.pubsub.Acknowledgment;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.MessageHandler;

/**
 * Remembers what it is given, then does what another handler does. Thread-safe.
 *
 * @param <T> the type of the payload
 */
public final class RecordingHandler<T> implements MessageHandler<T> {

	private final Clock clock;

	private final Patience patience;

	private final MessageHandler<T> next;

	private final List<Entry<T>> entries = new ArrayList<>();

	/**
	 * Create a handler that acknowledges everything.
	 */
	public RecordingHandler() {
		this((message, acknowledgment) -> {
		});
	}

	/**
	 * Create a handler that goes on to another one.
	 * @param next called after the message is recorded
	 */
	public RecordingHandler(MessageHandler<T> next) {
		this(Clock.systemUTC(), Patience.DEFAULT, next);
	}

	RecordingHandler(Clock clock, Patience patience, MessageHandler<T> next) {
		this.clock = clock;
		this.patience = patience;
		this.next = next;
	}

	@Override
	public void handle(Message<T> message, Acknowledgment acknowledgment) throws Exception {
		synchronized (this.entries) {
			this.entries.add(new Entry<>(message, acknowledgment, this.clock.instant()));
		}
		this.next.handle(message, acknowledgment);
	}

	/**
	 * Wait until that many messages have come, redeliveries included.
	 * @param count how many
	 * @return all that came so far, at least that many
	 */
	public List<Message<T>> await(int count) {
		this.patience.until(count + " messages", () -> count() >= count);
		return messages();
	}

	/**
	 * Return how many messages came so far, redeliveries included.
	 * @return the number
	 */
	public int count() {
		synchronized (this.entries) {
			return this.entries.size();
		}
	}

	/**
	 * Return what came so far, in order.
	 * @return a copy
	 */
	public List<Entry<T>> entries() {
		synchronized (this.entries) {
			return List.copyOf(this.entries);
		}
	}

	/**
	 * Return the messages that came so far, in order.
	 * @return a copy
	 */
	public List<Message<T>> messages() {
		return entries().stream().map(Entry::message).toList();
	}

	/**
	 * Return the payloads that came so far, in order.
	 * @return a copy
	 */
	public List<T> payloads() {
		return entries().stream().map((entry) -> entry.message().payload()).toList();
	}

	/**
	 * One call of the handler.
	 *
	 * @param message the message
	 * @param acknowledgment its acknowledgment
	 * @param at when the call began
	 * @param <T> the type of the payload
	 */
	public record Entry<T>(Message<T> message, Acknowledgment acknowledgment, Instant at) {

	}

}
