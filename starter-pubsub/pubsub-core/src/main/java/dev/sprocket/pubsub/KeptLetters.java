// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.LetterIndex;
import dev.sprocket.pubsub.spi.Outbox;

/**
 * Where dead letters can be looked at: in the backend, else in the index of an outbox,
 * else nowhere.
 *
 * @param backend the backend
 * @param index the index, only of a backend that cannot look at what it stores
 */
record KeptLetters(Backend backend, @Nullable LetterIndex index) {

	static KeptLetters of(Backend backend, @Nullable Outbox outbox) {
		return new KeptLetters(backend, (outbox != null && backend.browser() == null) ? outbox.letterIndex() : null);
	}

	@Nullable Browser browser() {
		return (this.index != null) ? this.index : this.backend.browser();
	}

	Lag lag(String topic) {
		return (this.index != null) ? this.index.lag(topic, DeadLetterQueue.GROUP)
				: this.backend.lag(topic, DeadLetterQueue.GROUP);
	}

}
