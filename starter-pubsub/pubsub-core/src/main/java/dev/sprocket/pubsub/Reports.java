// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;

/**
 * Verdicts on their way to the engine thread, and its waiting for them. Guarded by the
 * lock of the {@link HandlerQueue}.
 */
final class Reports {

	private final Condition news;

	private List<Attempt> reports = new ArrayList<>();

	private int wanted = Integer.MAX_VALUE;

	private boolean fetching;

	private boolean woken;

	private boolean coming;

	Reports(Condition news) {
		this.news = news;
	}

	void add(Attempt attempt) {
		this.reports.add(attempt);
	}

	/**
	 * Tell whoever waits for more, if these suffice.
	 * @param all whether no other is to be expected now
	 */
	void announce(boolean all) {
		if (!isEmpty() && (all || this.reports.size() >= this.wanted)) {
			this.news.signal();
		}
	}

	boolean isEmpty() {
		return this.reports.isEmpty();
	}

	List<Attempt> takeAll() {
		this.coming = !this.reports.isEmpty();
		if (this.reports.isEmpty()) {
			return List.of();
		}
		List<Attempt> taken = this.reports;
		this.reports = new ArrayList<>();
		return taken;
	}

	/**
	 * Wait until some are in.
	 * @param wanted how many suffice
	 * @param nanos no longer than that
	 */
	void await(int wanted, long nanos) {
		this.wanted = wanted;
		if (this.reports.size() < wanted) {
			awaitNews(nanos);
		}
		this.wanted = Integer.MAX_VALUE;
	}

	/**
	 * Wait for more if some were in the last time.
	 * @param wanted how many suffice
	 * @param nanos no longer than that
	 * @return whether some are in
	 */
	boolean gather(int wanted, long nanos) {
		if (this.coming) {
			await(wanted, nanos);
		}
		return !isEmpty();
	}

	/**
	 * Wait until the engine is woken.
	 * @param nanos no longer than that
	 * @param orReport nor past a verdict
	 * @return whether the engine was woken
	 */
	boolean pause(long nanos, boolean orReport) {
		this.wanted = orReport ? 1 : Integer.MAX_VALUE;
		long left = nanos;
		while (left > 0 && !this.woken && !(orReport && !isEmpty())) {
			left = awaitNews(left);
		}
		this.wanted = Integer.MAX_VALUE;
		boolean before = this.woken;
		this.woken = false;
		return before;
	}

	private long awaitNews(long nanos) {
		try {
			return this.news.awaitNanos(nanos);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return 0;
		}
	}

	/**
	 * Let the engine wait no longer, or not at all the next time.
	 */
	void wake() {
		this.woken = true;
		this.news.signal();
	}

	/**
	 * Note that the engine is about to wait in its receiver, unless a verdict is in.
	 * @param idle whether it has nothing else to do first
	 * @return whether it may
	 */
	boolean fetching(boolean idle) {
		this.fetching = idle && isEmpty();
		return this.fetching;
	}

	/**
	 * Return whether the receiver is to be woken for what was added; true once.
	 * @return {@code true} if the engine waits there
	 */
	boolean mustWakeReceiver() {
		boolean wake = this.fetching;
		this.fetching = false;
		return wake;
	}

}
