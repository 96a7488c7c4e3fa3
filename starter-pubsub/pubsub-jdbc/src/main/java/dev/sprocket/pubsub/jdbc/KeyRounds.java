// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.sprocket.pubsub.spi.Delivery;

/**
 * Hands out messages in rounds with one message of each key, so that none is sent before
 * an earlier one of its key is known to be stored. Messages without a key are all in the
 * first round.
 */
final class KeyRounds {

	private List<Delivery> left;

	KeyRounds(List<Delivery> messages) {
		this.left = messages;
	}

	List<Delivery> left() {
		return this.left;
	}

	List<Delivery> next() {
		List<Delivery> next = new ArrayList<>();
		List<Delivery> later = new ArrayList<>();
		Set<String> keys = new HashSet<>();
		for (Delivery delivery : this.left) {
			((delivery.key() == null || keys.add(delivery.key())) ? next : later).add(delivery);
		}
		this.left = later;
		return next;
	}

	// Take note that a message is not stored, or in other hands. Returns those that have
	// to wait for it, and are not handed out any more: it, if it has not been yet, and
	// those of its key

	List<Delivery> behind(Delivery delivery) {
		List<Delivery> behind = new ArrayList<>();
		List<Delivery> others = new ArrayList<>();
		String key = delivery.key();
		this.left.forEach((later) -> ((later == delivery || (key != null && key.equals(later.key()))) ? behind : others)
			.add(later));
		this.left = others;
		return behind;
	}

}
