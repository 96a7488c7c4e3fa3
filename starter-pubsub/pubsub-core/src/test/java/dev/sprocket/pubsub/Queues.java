// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;

import dev.sprocket.pubsub.spi.Ordering;

/**
 * Makes queues whose workers are the test itself.
 */
final class Queues {

	private Queues() {
	}

	static HandlerQueue single(Ordering ordering, int concurrency) {
		HandlerQueue queue = new HandlerQueue(ordering, Batches.SINGLE, Clock.systemUTC(), () -> {
		}, () -> {
		});
		queue.concurrency(concurrency);
		return queue;
	}

}
