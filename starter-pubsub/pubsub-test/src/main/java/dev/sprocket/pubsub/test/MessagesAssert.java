// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.List;
import java.util.function.Supplier;

import org.assertj.core.api.Assertions;

import dev.sprocket.pubsub.Message;

/**
 * Assertions on messages that wait until they hold: see {@link TestPubSub}.
 *
 * @param <T> the type of the payloads
 */
public final class MessagesAssert<T> extends WaitingAssert<MessagesAssert<T>, Message<T>> {

	MessagesAssert(TestPubSub pubSub, String description, Supplier<List<Message<T>>> seen) {
		super(pubSub, description, seen);
	}

	/**
	 * Assert that messages with these payloads were seen in this order, and no other.
	 * @param payloads the payloads
	 * @return these assertions
	 */
	@SafeVarargs
	@SuppressWarnings("varargs")
	public final MessagesAssert<T> hasPayloads(T... payloads) {
		List<T> expected = List.of(payloads);
		return satisfies((list) -> list.extracting(Message::payload).containsExactlyElementsOf(expected));
	}

	/**
	 * Assert that messages with these payloads were seen in any order, and no other.
	 * @param payloads the payloads
	 * @return these assertions
	 */
	@SafeVarargs
	@SuppressWarnings("varargs")
	public final MessagesAssert<T> hasPayloadsInAnyOrder(T... payloads) {
		List<T> expected = List.of(payloads);
		return satisfies((list) -> list.extracting(Message::payload).containsExactlyInAnyOrderElementsOf(expected));
	}

	/**
	 * Assert that every message has this header, and that there is a message.
	 * @param name its name
	 * @param value its value
	 * @return these assertions
	 */
	public MessagesAssert<T> hasHeader(String name, String value) {
		return satisfies((list) -> list.isNotEmpty()
			.allSatisfy((message) -> Assertions.assertThat(message.headers()).containsEntry(name, value)));
	}

	/**
	 * Assert that every message has this key, and that there is a message.
	 * @param key the key
	 * @return these assertions
	 */
	public MessagesAssert<T> hasKey(String key) {
		return satisfies((list) -> list.isNotEmpty()
			.allSatisfy((message) -> Assertions.assertThat(message.key()).isEqualTo(key)));
	}

	@Override
	MessagesAssert<T> self() {
		return this;
	}

}
