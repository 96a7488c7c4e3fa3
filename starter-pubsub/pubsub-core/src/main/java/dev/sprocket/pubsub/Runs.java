// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the workers are at, from the moment they take messages to the report of what came
 * of them. Guarded by the lock of the {@link HandlerQueue}.
 */
final class Runs {

	private final WaitingMessages waiting;

	private final Batches batches;

	private final HandlerPace pace;

	private final Reports reports;

	/** Those that have not stalled. */
	private final Set<Run> timely = new HashSet<>();

	/** Those of several calls that were not recalled. */
	private final Set<Run> open = new HashSet<>();

	private int messages;

	Runs(WaitingMessages waiting, Batches batches, HandlerPace pace, Reports reports) {
		this.waiting = waiting;
		this.batches = batches;
		this.pace = pace;
		this.reports = reports;
	}

	/**
	 * Let a worker take what is ready.
	 * @return messages for it to claim
	 */
	Run begin() {
		List<Attempt> taken = this.batches.take(Thread.currentThread(), this.pace.runLength());
		Run run = new Run(taken, this.batches.isSingle() ? 1 : taken.size(), System.nanoTime());
		this.timely.add(run);
		this.messages += taken.size();
		if (run.isDivisible()) {
			this.open.add(run);
		}
		return run;
	}

	/**
	 * Take note that a worker is back.
	 * @param run what it took
	 * @return whether verdicts are in that were not before
	 */
	boolean end(Run run) {
		this.timely.remove(run);
		this.open.remove(run);
		return returned(run.returned());
	}

	/**
	 * Take back what workers have at hand: none of it is to wait behind a handler that
	 * stalls, nor to begin unseen. What they are done with is reported.
	 */
	void recall() {
		if (!this.open.isEmpty()) {
			List<Run> recalled = List.copyOf(this.open);
			this.open.clear();
			recalled.forEach(this::recall);
		}
	}

	/**
	 * Recall what has stalled: its worker counts no more, so that another takes its
	 * place.
	 * @return whether there was such
	 */
	boolean recallStalled() {
		long now = System.nanoTime();
		List<Run> stalled = this.timely.stream()
			.filter((run) -> run.isOlderThan(HandlerPace.STALL_NANOS, now))
			.toList();
		for (Run run : stalled) {
			this.timely.remove(run);
			if (this.open.remove(run)) {
				recall(run);
			}
		}
		return !stalled.isEmpty();
	}

	private void recall(Run run) {
		List<Attempt> back = run.recall();
		this.messages -= back.size();
		this.waiting.giveBack(back);
		returned(run.returnedBeforeLast());
	}

	private boolean returned(List<Attempt> attempts) {
		this.messages -= attempts.size();
		for (Attempt attempt : attempts) {
			attempt.runner = null;
			attempt.returned();
			if (this.batches.isSingle()) {
				this.pace.returned(attempt.nanos);
			}
		}
		boolean reported = false;
		for (Attempt attempt : this.batches.isSingle() ? attempts : Batches.reports(attempts)) {
			reported |= attempt.verdict() != null && add(attempt);
		}
		this.reports.announce(!isAnyReady());
		return reported;
	}

	/**
	 * Report a verdict that was given by other means than the return of the handler.
	 * @param attempt the attempt
	 * @return whether it was not reported before
	 */
	boolean report(Attempt attempt) {
		boolean reported = add(attempt);
		this.reports.announce(!isAnyReady());
		return reported;
	}

	private boolean add(Attempt attempt) {
		if (attempt.isReturned() && attempt.verdict() == Verdict.DONE) {
			this.waiting.advance(attempt);
		}
		if (attempt.reported) {
			return false;
		}
		attempt.reported = true;
		this.reports.add(attempt);
		return true;
	}

	/**
	 * Return whether a worker may hold up others: messages that no handler has begun, or
	 * the verdicts on those before the one that it is at.
	 * @return {@code true} until they are recalled, or all of its messages are through
	 */
	boolean isAnyOpen() {
		return !this.open.isEmpty();
	}

	private boolean isAnyReady() {
		return this.waiting.hasReady() || unclaimed() > 0;
	}

	/**
	 * Return how many workers are with messages.
	 * @return the number, without those that have stalled
	 */
	int workers() {
		return this.timely.size();
	}

	/**
	 * Return how many messages are with handlers, or were and are not reported.
	 * @return the number
	 */
	int running() {
		return this.messages - unclaimed();
	}

	/**
	 * Return how many messages no handler has begun.
	 * @return the number, those with workers included
	 */
	int buffered() {
		return this.waiting.size() + unclaimed();
	}

	private int unclaimed() {
		int count = 0;
		for (Run run : this.open) {
			count += run.unclaimed();
		}
		return count;
	}

}
