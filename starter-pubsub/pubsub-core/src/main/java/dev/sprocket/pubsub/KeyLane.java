// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Messages of one key, handled one after the other. Exists while one of them is with a
 * handler or its verdict is not yet carried out.
 *
 * @param key the key
 * @param waiting those behind the first, in order
 */
record KeyLane(String key, Deque<Attempt> waiting) {

	KeyLane(String key) {
		this(key, new ArrayDeque<>(2));
	}

}
