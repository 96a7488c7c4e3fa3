// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.dashboard;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of one kind at a fixed rate, whatever the answers take: a slow service gets no
 * less traffic.
 */
final class Flow {

	private static final Logger logger = LoggerFactory.getLogger(Flow.class);

	private final String name;

	private final Runnable call;

	private final ScheduledExecutorService clock;

	private final Executor callers;

	private final LongAdder begun = new LongAdder();

	private final LongAdder answered = new LongAdder();

	private final LongAdder failed = new LongAdder();

	private final AtomicBoolean works = new AtomicBoolean(true);

	private volatile @Nullable String lastFailure;

	private @Nullable ScheduledFuture<?> ticks;

	private int rate;

	/**
	 * Make a flow that rests.
	 * @param name the name, for logs
	 * @param call makes one call; throws if it failed
	 * @param clock begins the calls
	 * @param callers make them
	 */
	Flow(String name, Runnable call, ScheduledExecutorService clock, Executor callers) {
		this.name = name;
		this.call = call;
		this.clock = clock;
		this.callers = callers;
	}

	synchronized void rate(int perSecond) {
		if (this.ticks != null) {
			this.ticks.cancel(false);
			this.ticks = null;
		}
		this.rate = perSecond;
		if (perSecond > 0) {
			this.ticks = this.clock.scheduleAtFixedRate(() -> this.callers.execute(this::callOnce), 0,
					TimeUnit.SECONDS.toNanos(1) / perSecond, TimeUnit.NANOSECONDS);
		}
	}

	private void callOnce() {
		this.begun.increment();
		try {
			this.call.run();
			this.answered.increment();
			note(true);
		}
		catch (RuntimeException ex) {
			this.lastFailure = ex.getMessage();
			this.failed.increment();
			note(false);
		}
	}

	private void note(boolean works) {
		if (this.works.getAndSet(works) != works) {
			logger.warn("{}: calls {}", this.name, works ? "are answered again" : "fail: " + this.lastFailure);
		}
	}

	synchronized View view() {
		long answers = this.answered.sum();
		long failures = this.failed.sum();
		return new View(this.rate, Math.max(0, this.begun.sum() - answers - failures), answers, failures,
				this.lastFailure);
	}

	/**
	 * A flow at one moment.
	 *
	 * @param rate calls begun a second
	 * @param inFlight calls without an answer yet
	 * @param answered calls that were answered
	 * @param failed calls that failed
	 * @param lastFailure why the last one failed, or {@code null}
	 */
	record View(int rate, long inFlight, long answered, long failed, @Nullable String lastFailure) {

	}

}
