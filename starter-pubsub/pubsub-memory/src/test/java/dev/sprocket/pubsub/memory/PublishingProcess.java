// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.time.Clock;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;

/**
 * Publishes one message and ends.
 */
public final class PublishingProcess {

	private PublishingProcess() {
	}

	/**
	 * Begin.
	 * @param arguments none
	 */
	public static void main(String[] arguments) {
		try (PubSub pubSub = new PubSubBuilder(new MemoryBackend(Clock.systemUTC())).build()) {
			pubSub.publisher().publish("orders", "one");
		}
	}

}
