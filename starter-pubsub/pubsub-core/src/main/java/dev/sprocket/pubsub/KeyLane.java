// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.ArrayDeque;
import java.util.Deque;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Ordering;

/**
 * Messages of one key, handled one after the other or together in one batch. Exists while
 * one of them is ready, with a handler, or its verdict is not yet carried out.
 */
final class KeyLane {

	private final String key;

	/** Those behind the ones that are out, in order. */
	private final Deque<Attempt> waiting = new ArrayDeque<>(2);

	/** How many are ready, with a handler, or not carried out. */
	private int out = 1;

	KeyLane(String key) {
		this.key = key;
	}

	/**
	 * Return what messages must have in common to be handled in order.
	 * @param ordering the order asked for
	 * @param delivery the message
	 * @return the key, or {@code null} if the message has none
	 */
	static @Nullable String keyOf(Ordering ordering, Delivery delivery) {
		return switch (ordering) {
			case NONE -> null;
			case KEY -> delivery.key();
			case TOPIC -> "";
		};
	}

	String key() {
		return this.key;
	}

	Deque<Attempt> waiting() {
		return this.waiting;
	}

	/**
	 * Let the next message go into the batch of those that are out.
	 * @return the message
	 */
	Attempt join() {
		this.out++;
		return this.waiting.removeFirst();
	}

	/**
	 * Take note that one that was out is through.
	 * @return {@code true} if none is out any more
	 */
	boolean isFreeAfterOneLess() {
		this.out--;
		return this.out == 0;
	}

	/**
	 * Let the next message be out.
	 * @return the message, or {@code null} if none waits
	 */
	@Nullable Attempt next() {
		Attempt next = this.waiting.pollFirst();
		this.out += (next != null) ? 1 : 0;
		return next;
	}

}
