// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sprocket.pubsub.Acknowledgment;
import dev.sprocket.pubsub.BatchHandler;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.MessageHandler;
import dev.sprocket.pubsub.SubscriptionSpec;

/**
 * Notes what handlers do, and lets them fail when told to.
 */
final class WatchedHandlers {

	private final Journal journal;

	private final AtomicInteger running = new AtomicInteger();

	private final List<Fault> faults = new CopyOnWriteArrayList<>();

	WatchedHandlers(Journal journal) {
		this.journal = journal;
	}

	<T> MessageHandler<T> watch(SubscriptionSpec<T> spec, MessageHandler<T> handler) {
		return (message, acknowledgment) -> {
			this.running.incrementAndGet();
			try {
				call(spec, handler, message, acknowledgment);
			}
			finally {
				this.running.decrementAndGet();
			}
		};
	}

	private <T> void call(SubscriptionSpec<T> spec, MessageHandler<T> handler, Message<T> message,
			Acknowledgment acknowledgment) throws Exception {
		String failure = "";
		try {
			for (Fault fault : this.faults) {
				fault.strike(spec);
			}
			handler.handle(message, acknowledgment);
		}
		catch (Throwable ex) {
			failure = ex.toString();
			throw ex;
		}
		finally {
			this.journal.add(new Journal.Attempted(spec.group(), message, failure));
		}
	}

	<T> BatchHandler<T> watchBatch(SubscriptionSpec<T> spec, BatchHandler<T> handler) {
		return (messages, outcome) -> {
			this.running.incrementAndGet();
			try {
				new WatchedBatch<>(spec.group(), messages, outcome, this.journal).call((watched) -> {
					for (Fault fault : this.faults) {
						fault.strike(spec);
					}
					handler.handle(messages, watched);
				});
			}
			finally {
				this.running.decrementAndGet();
			}
		};
	}

	void fail(String topic, String group, int times, Exception error) {
		this.faults.add(new Fault(topic, group, new AtomicInteger(times), error));
	}

	void heal() {
		this.faults.clear();
	}

	int running() {
		return this.running.get();
	}

	private record Fault(String topic, String group, AtomicInteger left, Exception error) {

		void strike(SubscriptionSpec<?> spec) throws Exception {
			if (spec.topic().equals(this.topic) && spec.group().equals(this.group)
					&& this.left.getAndUpdate((count) -> Math.max(0, count - 1)) > 0) {
				throw this.error;
			}
		}

	}

}
