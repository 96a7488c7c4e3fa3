// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
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

	/**
	 * Make a message that the engine has fetched for the first time.
	 * @param queue where it is to wait
	 * @param position its position
	 * @param key its key, or {@code null}
	 * @return the message
	 */
	static Attempt attempt(HandlerQueue queue, long position, @Nullable String key) {
		RetryDecisions decisions = new RetryDecisions(RetryPolicy.DEFAULT, Clock.systemUTC(), () -> 0,
				new FirstFailures());
		Delivery delivery = new Delivery(Lane.WHOLE_QUEUE, position, "token", 1, null, key, Map.of(), new byte[0],
				null);
		return new Attempt("topic", delivery, 1, queue, decisions);
	}

}
