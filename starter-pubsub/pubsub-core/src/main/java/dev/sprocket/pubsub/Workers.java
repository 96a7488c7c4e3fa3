// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * The threads that run handlers of one subscription; they come and go with the work.
 */
final class Workers {

	private final ThreadFactory threads;

	private final Set<Thread> running = ConcurrentHashMap.newKeySet();

	Workers(ThreadFactory threads) {
		this.threads = threads;
	}

	void start(HandlerQueue queue, Consumer<Attempt> call) {
		Thread thread = this.threads.newThread(() -> work(queue, call));
		this.running.add(thread);
		thread.start();
	}

	private void work(HandlerQueue queue, Consumer<Attempt> call) {
		try {
			Attempt attempt = queue.next(null);
			while (attempt != null) {
				call.accept(attempt);
				attempt = queue.next(attempt);
			}
		}
		finally {
			this.running.remove(Thread.currentThread());
		}
	}

	boolean isWorker(Thread thread) {
		return this.running.contains(thread);
	}

}
