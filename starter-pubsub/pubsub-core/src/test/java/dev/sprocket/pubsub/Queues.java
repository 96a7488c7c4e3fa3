// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.util.List;

import dev.sprocket.pubsub.spi.Ordering;

/**
 * Makes queues whose workers are the test itself.
 */
final class Queues {

	/** How many workers suffice where handlers are fast. */
	static final int ENOUGH = 2;

	private Queues() {
	}

	static HandlerQueue single(Ordering ordering, int concurrency) {
		return single(ordering, concurrency, () -> {
		});
	}

	static HandlerQueue single(Ordering ordering, int concurrency, Runnable wakeEngine) {
		HandlerQueue queue = new HandlerQueue(ordering, Batches.SINGLE, Clock.systemUTC(), new HandlerPace(ENOUGH),
				wakeEngine, () -> {
				});
		queue.concurrency(concurrency);
		return queue;
	}

	/**
	 * Take what a worker would take, and claim the first of it.
	 * @param queue the queue
	 * @param finished what the worker has handled of what it took, all of it
	 * @return what goes into one call of the handler
	 */
	static List<Attempt> next(HandlerQueue queue, List<Attempt> finished) {
		Run done = null;
		if (!finished.isEmpty()) {
			done = new Run(finished, finished.size(), 0);
			done.claim();
		}
		Run next = queue.next(done);
		return (next != null) ? next.claim() : List.of();
	}

}
