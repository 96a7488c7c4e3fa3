// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Ordering;

/**
 * Where the engine thread and the workers of one subscription meet: fetched messages go
 * in, verdicts come out.
 */
final class HandlerQueue {

	/** As many messages may begin as there are. */
	static final int UNLIMITED = Integer.MAX_VALUE;

	private static final long IDLE_SECONDS = 10;

	private static final int BATCH = 64;

	private final WaitingMessages waiting;

	private final HandlerPace pace = new HandlerPace();

	private final Runnable wakeEngine;

	private final Runnable startWorker;

	private final ReentrantLock lock = new ReentrantLock();

	private final IdleWorkers idle = new IdleWorkers(this.lock.newCondition());

	private final Reports reports = new Reports(this.lock.newCondition());

	private int running;

	private final Queue<Extension> extensions = new ConcurrentLinkedQueue<>();

	private int concurrency;

	private int workers;

	private int permits = UNLIMITED;

	private boolean paused;

	private boolean stopped;

	HandlerQueue(Ordering ordering, int concurrency, Runnable wakeEngine, Runnable startWorker) {
		this.waiting = new WaitingMessages(ordering);
		this.concurrency = concurrency;
		this.wakeEngine = wakeEngine;
		this.startWorker = startWorker;
	}

	void offer(List<Attempt> attempts) {
		update(() -> attempts.forEach(this.waiting::add));
	}

	private boolean callWorker() {
		if (!this.waiting.hasReady() || isHeld() || this.stopped) {
			return false;
		}
		if (!this.idle.call() && this.workers < this.concurrency) {
			addWorker();
		}
		return true;
	}

	private boolean isHeld() {
		return this.paused || this.permits == 0;
	}

	private void addWorker() {
		this.workers++;
		try {
			this.startWorker.run();
		}
		catch (Throwable ex) {
			this.workers--;
			if (this.workers == 0) {
				throw ex;
			}
			// no thread to be had: those that there are go on
		}
	}

	/**
	 * Take the next message, for a worker.
	 * @param finished the message whose handler just returned, if any
	 * @return the next message, or {@code null} if the worker is to end
	 */
	@Nullable Attempt next(@Nullable Attempt finished) {
		boolean wake = false;
		Attempt next;
		this.lock.lock();
		try {
			if (finished != null) {
				wake = finish(finished);
			}
			next = poll();
		}
		finally {
			this.lock.unlock();
		}
		if (wake) {
			this.wakeEngine.run();
		}
		return (next != null) ? next : awaitNext();
	}

	private @Nullable Attempt poll() {
		if (isHeld() || mustEnd() || this.pace.suffices(this.running)) {
			return null;
		}
		Attempt attempt = this.waiting.poll();
		if (attempt != null) {
			attempt.runner = Thread.currentThread();
			this.running++;
			if (this.permits != UNLIMITED) {
				this.permits--;
			}
			if (!this.pace.isFast()) {
				callWorker();
			}
		}
		return attempt;
	}

	private boolean mustEnd() {
		return this.stopped || this.workers > this.concurrency;
	}

	private @Nullable Attempt awaitNext() {
		this.lock.lock();
		try {
			long nanos = TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
			while (true) {
				Attempt next = poll();
				if (next != null) {
					return next;
				}
				if (mustEnd() || nanos <= 0) {
					this.workers--;
					return null;
				}
				nanos = this.idle.await(nanos);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean finish(Attempt attempt) {
		attempt.runner = null;
		// an interrupt that came too late must not hit the next message
		Thread.interrupted();
		attempt.returned();
		this.running--;
		this.pace.returned(attempt.nanos, this.running);
		boolean wake = attempt.verdict() != null && report(attempt);
		return wake || (this.paused && this.running == 0);
	}

	/**
	 * Take note of a verdict that was given by other means than the return of the
	 * handler.
	 * @param attempt the attempt
	 */
	void decided(Attempt attempt) {
		// a failed message must not come back while its handler is still at work
		if (locked(() -> (attempt.isReturned() || attempt.verdict() == Verdict.DONE) && report(attempt))) {
			this.wakeEngine.run();
		}
	}

	private boolean report(Attempt attempt) {
		if (attempt.isReturned() && attempt.verdict() == Verdict.DONE) {
			this.waiting.advance(attempt);
			callWorker();
		}
		if (attempt.reported) {
			return false;
		}
		attempt.reported = true;
		this.reports.add(attempt, !this.waiting.hasReady());
		return this.reports.mustWakeReceiver();
	}

	void extend(Attempt attempt, Duration lease) {
		this.extensions.add(new Extension(attempt, lease));
		if (locked(this.reports::mustWakeReceiver)) {
			this.wakeEngine.run();
		}
	}

	/**
	 * Let the next message of the key go to a handler, now that the verdict on this one
	 * is carried out.
	 * @param attempt the attempt
	 */
	void resolved(Attempt attempt) {
		update(() -> this.waiting.advance(attempt));
	}

	/**
	 * Close the lane of a message that will come back: what waited behind it must not
	 * overtake it.
	 * @param attempt the attempt
	 * @return what waited, in order
	 */
	List<Attempt> closeLane(Attempt attempt) {
		return locked(() -> this.waiting.closeLane(attempt));
	}

	void retry(Attempt attempt, Attempt again) {
		update(() -> this.waiting.retry(attempt, again));
	}

	/**
	 * Forget a message that is no longer ours, unless a handler is at work on it. It may
	 * come back: what waited behind it must not overtake it.
	 * @param attempt the message
	 * @return what waited behind it, in order
	 */
	List<Attempt> forget(Attempt attempt) {
		return locked(() -> attempt.isRunning() ? List.of() : this.waiting.remove(attempt));
	}

	/**
	 * Take out what no handler has begun, and no handler begins from now on.
	 * @param which which messages
	 * @return those of a key in order
	 */
	List<Attempt> removeWaiting(Predicate<Attempt> which) {
		return locked(() -> this.waiting.removeIf(which));
	}

	/**
	 * Wait no longer for a message that a handler has begun, and interrupt that.
	 * @param attempt the message
	 */
	void abandon(Attempt attempt) {
		locked(() -> {
			attempt.decide(Verdict.ABANDONED);
			if (attempt.runner != null) {
				attempt.runner.interrupt();
			}
			else if (attempt.isReturned()) {
				this.waiting.advance(attempt);
			}
			return callWorker();
		});
	}

	/**
	 * While handlers are much faster than a thread can be woken, let verdicts gather for
	 * a moment instead of being woken for each.
	 * @return {@code true} if there was such a moment: then fetch without waiting
	 */
	boolean awaitBatch() {
		this.lock.lock();
		try {
			if (!this.pace.isFast() || !this.waiting.hasReady() || isHeld()) {
				return false;
			}
			this.reports.await(BATCH, HandlerPace.STALL_NANOS);
			if (this.reports.isEmpty()) {
				// handlers block that never did: let others take their place
				this.pace.stalled(this.running);
				callWorker();
			}
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	int prefetch() {
		return locked(() -> this.pace.prefetch(this.concurrency));
	}

	/**
	 * Let the engine pause.
	 * @param timeout no longer than that, nor past a {@link #wake()}
	 * @param orReport nor past a verdict
	 */
	void pauseEngine(Duration timeout, boolean orReport) {
		locked(() -> this.reports.pause(timeout.toNanos(), orReport));
	}

	/**
	 * Let the engine pause no longer.
	 */
	void wake() {
		locked(() -> {
			this.reports.wake();
			return true;
		});
	}

	List<Attempt> takeReports() {
		return locked(this.reports::takeAll);
	}

	@Nullable Extension pollExtension() {
		return this.extensions.poll();
	}

	/**
	 * Announce that the engine is about to wait.
	 * @return {@code false} if there is something to do for it first
	 */
	boolean engineMaySleep() {
		return locked(() -> {
			if (this.workers == 0) {
				callWorker();
			}
			boolean idle = this.reports.isEmpty() && this.extensions.isEmpty();
			this.reports.fetching(idle);
			return idle;
		});
	}

	void paused(boolean paused) {
		update(() -> this.paused = paused);
	}

	/**
	 * Set how many messages may still begin.
	 * @param permits the number, or {@link #UNLIMITED}
	 */
	void permits(int permits) {
		update(() -> this.permits = permits);
	}

	int permits() {
		return locked(() -> this.permits);
	}

	int concurrency() {
		return locked(() -> this.concurrency);
	}

	void concurrency(int concurrency) {
		locked(() -> {
			this.concurrency = concurrency;
			this.idle.callAll();
			return callWorker();
		});
	}

	void stop() {
		locked(() -> {
			this.stopped = true;
			this.idle.callAll();
			return true;
		});
	}

	int buffered() {
		return locked(this.waiting::size);
	}

	int running() {
		return locked(() -> this.running);
	}

	private void update(Runnable change) {
		locked(() -> {
			change.run();
			return callWorker();
		});
	}

	private <T> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

}
