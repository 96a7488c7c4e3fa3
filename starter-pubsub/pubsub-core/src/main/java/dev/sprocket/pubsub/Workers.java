// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that run handlers of one subscription; they come and go with the work.
 */
final class Workers {

	private static final Logger logger = LoggerFactory.getLogger(Workers.class);

	private final ThreadFactory threads;

	private final Map<Thread, Work> running = new ConcurrentHashMap<>();

	private volatile @Nullable Job job;

	Workers(ThreadFactory threads) {
		this.threads = threads;
	}

	/**
	 * Say what is to be done, before the first is started.
	 * @param queue has the messages
	 * @param call calls the handler
	 */
	void serve(HandlerQueue queue, Consumer<List<Attempt>> call) {
		this.job = new Job(queue, call);
	}

	void start() {
		Job job = Objects.requireNonNull(this.job);
		Work work = new Work();
		Thread thread = this.threads.newThread(() -> work(work, job.queue(), job.call()));
		this.running.put(thread, work);
		try {
			thread.start();
		}
		catch (Throwable ex) {
			this.running.remove(thread);
			throw ex;
		}
	}

	private void work(Work work, HandlerQueue queue, Consumer<List<Attempt>> call) {
		try {
			for (Run run = queue.next(null); run != null; run = queue.next(run)) {
				work.run = run;
				for (List<Attempt> batch = run.claim(); !batch.isEmpty(); batch = run.claim()) {
					handle(call, batch);
					// left by a handler: nobody else interrupts between two of them
					Thread.interrupted();
				}
			}
		}
		finally {
			this.running.remove(Thread.currentThread());
		}
	}

	private static void handle(Consumer<List<Attempt>> call, List<Attempt> batch) {
		try {
			call.accept(batch);
		}
		catch (Throwable ex) {
			// the thread is to go on, whatever a meter or a log does
			logger.error("Message " + batch.get(0).id() + " met an error of the engine's own", ex);
		}
	}

	boolean isWorker(Thread thread) {
		return this.running.containsKey(thread);
	}

	/**
	 * Interrupt handlers whose messages are settled, once nobody waits for them any more;
	 * the others were interrupted when their messages were given back.
	 */
	void interruptRest() {
		this.running.forEach((thread, work) -> {
			Run run = work.run;
			if (run != null && run.attempts().stream().anyMatch((attempt) -> isAtWork(attempt, thread))) {
				thread.interrupt();
			}
		});
	}

	private static boolean isAtWork(Attempt attempt, Thread thread) {
		return attempt.runner == thread && attempt.verdict() != Verdict.ABANDONED;
	}

	/**
	 * What all threads do.
	 *
	 * @param queue has the messages
	 * @param call calls the handler
	 */
	private record Job(HandlerQueue queue, Consumer<List<Attempt>> call) {

	}

	/**
	 * What a thread is at work on, or was last.
	 */
	private static final class Work {

		private volatile @Nullable Run run;

	}

}
