// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bookkeeping of one stop: calls what takes part, each within its deadline, and notes
 * what happened. An interrupt takes all the time that is left away; every step is still
 * gone through.
 */
final class StopRun {

	/**
	 * A participant that returns exactly at its deadline is still heard.
	 */
	private static final Duration GRACE = Duration.ofMillis(500);

	private static final Logger logger = LoggerFactory.getLogger(StopRun.class);

	private final Instant begun = Instant.now();

	private final long begunNanos = System.nanoTime();

	private final List<StopReport.Step> steps = new CopyOnWriteArrayList<>();

	private final List<StopReport.Work> work = new CopyOnWriteArrayList<>();

	private final List<StopReport.Problem> problems = new CopyOnWriteArrayList<>();

	private Deadline deadline;

	private Deadline hardDeadline;

	private volatile @Nullable StopStep current;

	private volatile @Nullable Duration took;

	private boolean interrupted;

	StopRun(Duration total) {
		this.deadline = Deadline.after(total);
		this.hardDeadline = Deadline.after(total.plus(GRACE));
	}

	void step(StopStep step, Runnable action) {
		this.current = step;
		long start = System.nanoTime();
		action.run();
		this.steps.add(new StopReport.Step(step.label(), Duration.ofNanos(System.nanoTime() - start)));
	}

	Deadline deadline(Duration budget) {
		return this.deadline.atMost(budget);
	}

	Call call(StopWorker worker, Duration budget, Action action) {
		Deadline callDeadline = deadline(budget);
		Future<@Nullable DrainResult> future = worker.submit(() -> action.apply(callDeadline));
		Duration given = callDeadline.remaining();
		return new Call(worker.name(), given, Deadline.after(given.plus(GRACE)), future);
	}

	void await(Call call) {
		Deadline patience = this.hardDeadline.atMost(call.patience().remaining());
		try {
			DrainResult result = call.future().get(patience.remaining().toNanos(), TimeUnit.NANOSECONDS);
			if (result != null) {
				this.work.add(new StopReport.Work(call.name(), result));
			}
		}
		catch (TimeoutException ex) {
			call.future().cancel(true);
			problem(call.name(), "overran its budget of " + StopReport.seconds(call.given()));
		}
		catch (ExecutionException ex) {
			failed(call.name(), (ex.getCause() != null) ? ex.getCause() : ex);
		}
		catch (InterruptedException ex) {
			hurry();
			await(call);
		}
	}

	void pause(Duration delay) {
		try {
			TimeUnit.NANOSECONDS.sleep(deadline(delay).remaining().toNanos());
		}
		catch (InterruptedException ex) {
			hurry();
		}
	}

	void failed(String participant, Throwable failure) {
		logger.warn("Stop of {} failed", participant, failure);
		problem(participant, "failed with " + failure);
	}

	private void problem(String participant, String detail) {
		StopStep step = this.current;
		this.problems.add(new StopReport.Problem((step != null) ? step.label() : "", participant, detail));
	}

	private void hurry() {
		this.interrupted = true;
		this.deadline = Deadline.after(Duration.ZERO);
		this.hardDeadline = Deadline.after(GRACE);
	}

	void end() {
		this.current = null;
		this.took = elapsed();
		if (this.interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	@Nullable StopStep current() {
		return this.current;
	}

	StopReport report() {
		Duration total = this.took;
		return new StopReport(this.begun, (total != null) ? total : elapsed(), this.steps, this.work, this.problems);
	}

	private Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - this.begunNanos);
	}

	/**
	 * What a participant does in one step.
	 */
	@FunctionalInterface
	interface Action {

		@Nullable DrainResult apply(Deadline deadline) throws Exception;

	}

	/**
	 * A call under way.
	 *
	 * @param name who is called
	 * @param given how long it may take
	 * @param patience when to go on without it
	 * @param future its end
	 */
	record Call(String name, Duration given, Deadline patience, Future<@Nullable DrainResult> future) {

	}

}
