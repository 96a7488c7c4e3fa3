// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that run handlers of one subscription; they come and go with the work.
 */
final class Workers {

	private static final Logger logger = LoggerFactory.getLogger(Workers.class);

	private final ThreadFactory threads;

	private final Set<Thread> running = ConcurrentHashMap.newKeySet();

	Workers(ThreadFactory threads) {
		this.threads = threads;
	}

	void start(HandlerQueue queue, Consumer<Attempt> call) {
		Thread thread = this.threads.newThread(() -> work(queue, call));
		this.running.add(thread);
		try {
			thread.start();
		}
		catch (Throwable ex) {
			this.running.remove(thread);
			throw ex;
		}
	}

	private void work(HandlerQueue queue, Consumer<Attempt> call) {
		try {
			Attempt attempt = queue.next(null);
			while (attempt != null) {
				handle(call, attempt);
				attempt = queue.next(attempt);
			}
		}
		finally {
			this.running.remove(Thread.currentThread());
		}
	}

	private static void handle(Consumer<Attempt> call, Attempt attempt) {
		try {
			call.accept(attempt);
		}
		catch (Throwable ex) {
			// the thread is to go on, whatever a meter or a log does
			logger.error("Message " + attempt.id() + " met an error of the engine's own", ex);
		}
	}

	boolean isWorker(Thread thread) {
		return this.running.contains(thread);
	}

}
