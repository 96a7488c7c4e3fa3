// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * What was seen during a test, in its order. Thread-safe.
 */
final class Journal {

	private final List<Entry> entries = new ArrayList<>();

	void add(Entry entry) {
		synchronized (this.entries) {
			this.entries.add((entry instanceof Published published) ? placeOf(published) : this.entries.size(), entry);
		}
	}

	// A handler may be faster than who is told that its message is stored.

	private int placeOf(Published published) {
		int place = 0;
		while (place < this.entries.size() && !(this.entries.get(place) instanceof Attempted attempted
				&& attempted.message().id().equals(published.message().id()))) {
			place++;
		}
		return place;
	}

	void clear() {
		synchronized (this.entries) {
			this.entries.clear();
		}
	}

	<E extends Entry> List<E> all(Class<E> kind) {
		synchronized (this.entries) {
			return this.entries.stream().filter(kind::isInstance).map(kind::cast).toList();
		}
	}

	@Override
	public String toString() {
		List<Entry> seen = all(Entry.class);
		return seen.isEmpty() ? "  nothing"
				: seen.stream().map((entry) -> "  " + entry).collect(Collectors.joining("\n"));
	}

	/**
	 * Something that was seen.
	 */
	interface Entry {

	}

	/**
	 * A message was stored.
	 *
	 * @param message the message
	 */
	record Published(OutboundMessage message) implements Entry {

		@Override
		public String toString() {
			Map<String, String> headers = new TreeMap<>(this.message.headers());
			headers.keySet().removeIf((name) -> name.startsWith(ReservedHeaders.PREFIX));
			return "published to " + this.message.topic() + ": "
					+ new String(this.message.body(), StandardCharsets.UTF_8) + " (key " + this.message.key()
					+ ", headers " + headers + ")";
		}

	}

	/**
	 * A handler was given a message.
	 *
	 * @param group the group
	 * @param message the message
	 * @param failure what it threw, or an empty text if it returned
	 */
	record Attempted(String group, Message<?> message, String failure) implements Entry {

		boolean failed() {
			return !this.failure.isEmpty();
		}

		Message<Object> anyMessage() {
			return new Message<>(this.message.id(), this.message.topic(), this.message.key(), this.message.headers(),
					this.message.payload(), this.message.contentType(), this.message.publishedAt(),
					this.message.attempt());
		}

		@Override
		public String toString() {
			String attempt = " at attempt " + this.message.attempt() + " by " + this.group + " from "
					+ this.message.topic() + ": " + this.message.payload();
			return failed() ? "failed" + attempt + ": " + this.failure : "handled" + attempt;
		}

	}

}
