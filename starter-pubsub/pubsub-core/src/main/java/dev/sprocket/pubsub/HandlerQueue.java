// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.batch.BatchPolicy;
import dev.sprocket.pubsub.spi.Ordering;

/**
 * Where the engine thread and the workers of one subscription meet: fetched messages go
 * in, verdicts come out.
 */
final class HandlerQueue {

	/** As many messages may begin as there are. */
	static final int UNLIMITED = Integer.MAX_VALUE;

	private static final int BATCH = 256;

	private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

	private final WaitingMessages waiting;

	private final Batches batches;

	private final HandlerPace pace;

	private final Runnable wakeEngine;

	private final ReentrantLock lock = new ReentrantLock();

	private final Crew crew;

	private final Reports reports = new Reports(this.lock.newCondition());

	private final Runs runs;

	private final Queue<Extension> extensions = new ConcurrentLinkedQueue<>();

	private boolean paused;

	private boolean stopped;

	HandlerQueue(Ordering ordering, BatchPolicy batch, Clock clock, HandlerPace pace, Runnable wakeEngine,
			Runnable startWorker) {
		this.pace = pace;
		this.waiting = new WaitingMessages(ordering);
		this.batches = new Batches(this.waiting, batch, clock);
		this.runs = new Runs(this.waiting, this.batches, this.pace, this.reports);
		this.wakeEngine = wakeEngine;
		this.crew = new Crew(this.lock.newCondition(), startWorker);
	}

	void offer(List<Attempt> attempts) {
		update(() -> this.batches.add(attempts));
	}

	private boolean callWorker() {
		if (!this.batches.isReady() || isHeld() || this.stopped || this.pace.suffices(this.runs.workers())) {
			return false;
		}
		this.crew.call();
		return true;
	}

	private boolean isHeld() {
		return this.paused || this.batches.permits() == 0;
	}

	/**
	 * Take what is next, for a worker.
	 * @param finished what the worker is done with, if anything
	 * @return messages to claim, or {@code null} if the worker is to end
	 */
	@Nullable Run next(@Nullable Run finished) {
		boolean wake = false;
		Run next;
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
		Run taken = (next != null) ? next : awaitNext();
		boolean open = taken != null && taken.isDivisible();
		if ((open || !this.batches.isSingle())
				&& locked(() -> (open || this.batches.isComplete()) && this.reports.mustWakeReceiver())) {
			// it sees to it that the worker does not stall; or there is room again
			this.wakeEngine.run();
		}
		return taken;
	}

	private @Nullable Run poll() {
		if (isHeld() || mustEnd() || this.pace.suffices(this.runs.workers()) || !this.batches.isReady()) {
			return null;
		}
		Run run = this.runs.begin();
		callWorker();
		return run;
	}

	private boolean mustEnd() {
		return this.stopped || this.crew.isTooLarge();
	}

	private @Nullable Run awaitNext() {
		this.lock.lock();
		try {
			long nanos = this.crew.patience();
			while (true) {
				Run next = poll();
				if (next != null) {
					return next;
				}
				if (mustEnd() || nanos <= 0) {
					this.crew.left();
					callWorker();
					return null;
				}
				nanos = this.crew.await(nanos);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean finish(Run run) {
		// an interrupt that came too late must not hit the next message
		Thread.interrupted();
		boolean reported = this.runs.end(run);
		return (reported && this.reports.mustWakeReceiver()) || (this.paused && this.runs.running() == 0);
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
		boolean reported = this.runs.report(attempt);
		callWorker();
		return reported && this.reports.mustWakeReceiver();
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
		return recalled(() -> this.waiting.closeLane(attempt));
	}

	void parkBehind(Attempt attempt, @Nullable String by) {
		update(() -> this.waiting.behind(attempt).forEach((behind) -> behind.parkedBy = by));
	}

	void putBack(Attempt attempt, Attempt again) {
		update(() -> this.waiting.putBack(attempt, again));
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
		return recalled(() -> attempt.isRunning() ? List.of() : this.waiting.remove(attempt));
	}

	/**
	 * Take out what no handler has begun, and no handler begins from now on.
	 * @param which which messages
	 * @return those of a key in order
	 */
	List<Attempt> removeWaiting(Predicate<Attempt> which) {
		return recalled(() -> this.waiting.removeIf(which));
	}

	/**
	 * Wait no longer for a message that a handler has begun, and interrupt that.
	 * @param attempt the message
	 */
	void abandon(Attempt attempt) {
		recalled(() -> {
			attempt.decide(Verdict.ABANDONED);
			if (attempt.runner != null) {
				attempt.runner.interrupt();
			}
			else if (attempt.isReturned()) {
				this.waiting.advance(attempt);
			}
			return attempt;
		});
	}

	/**
	 * While verdicts come faster than a thread can be woken for each, and handlers have
	 * enough to do, let some gather.
	 * @return {@code true} if there was such a moment, and a worker has time for what is
	 * ready: then fetch without waiting
	 */
	boolean awaitBatch() {
		return locked(() -> {
			if (isHeld() || !(this.waiting.hasReady() || this.runs.isAnyOpen())) {
				return false;
			}
			if (!this.pace.isFast()) {
				this.runs.recall();
				callWorker();
				return this.batches.isSingle() && this.reports.gather(BATCH, GATHER_NANOS);
			}
			this.reports.await(BATCH, HandlerPace.STALL_NANOS);
			if (this.runs.recallStalled() || this.crew.isEmpty()) {
				// handlers block that never did, or all workers left during a pause
				callWorker();
			}
			return this.runs.workers() > 0 || this.crew.hasRoom();
		});
	}

	int prefetch() {
		return locked(() -> this.batches.isSingle() ? this.pace.prefetch(this.crew.concurrency())
				: this.batches.prefetch(this.runs.running()));
	}

	/**
	 * Let the engine pause.
	 * @param timeout no longer than that, nor past a {@link #wake()}
	 * @param orReport nor past a verdict
	 */
	void pauseEngine(Duration timeout, boolean orReport) {
		locked(() -> this.reports.pause(timeout.toNanos(), orReport));
	}

	void wake() {
		update(this.reports::wake);
	}

	/**
	 * Let workers take a batch that is due.
	 * @param complete whether there is no room to fetch more
	 * @return when the next one is due, unless it is full before
	 */
	long callForBatches(boolean complete) {
		if (this.batches.isSingle()) {
			return Long.MAX_VALUE;
		}
		return locked(() -> {
			this.batches.complete(complete);
			return (callWorker() || isHeld()) ? Long.MAX_VALUE : this.batches.nextDue();
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
			if (this.crew.isEmpty()) {
				callWorker();
			}
			return this.reports.fetching(this.extensions.isEmpty());
		});
	}

	void paused(boolean paused) {
		recalled(() -> this.paused = paused);
	}

	/**
	 * Set how many messages may still begin.
	 * @param permits the number, or {@link #UNLIMITED}
	 */
	void permits(int permits) {
		update(() -> {
			this.runs.recall();
			this.batches.permits(permits);
		});
	}

	int permits() {
		return locked(this.batches::permits);
	}

	int concurrency() {
		return locked(this.crew::concurrency);
	}

	void concurrency(int concurrency) {
		update(() -> {
			this.runs.recall();
			this.crew.concurrency(concurrency);
		});
	}

	void stop() {
		recalled(() -> this.stopped = true);
		update(this.crew::callAll);
	}

	int buffered() {
		return locked(this.runs::buffered);
	}

	int blocked() {
		return locked(this.waiting::blocked);
	}

	int running() {
		return locked(this.runs::running);
	}

	private void update(Runnable change) {
		locked(() -> {
			change.run();
			return callWorker();
		});
	}

	private <T> T recalled(Supplier<T> action) {
		return locked(() -> {
			this.runs.recall();
			T result = action.get();
			if (!this.crew.isEmpty()) {
				callWorker();
			}
			return result;
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
