// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.Meters.SubscriptionMeters;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * Gathers settlements and sends them as one batch. A settlement that fails is tried again
 * with growing pauses while the lease lasts; then the message comes back. Belongs to the
 * engine thread.
 */
final class Settler {

	private static final Logger logger = LoggerFactory.getLogger(Settler.class);

	private static final int MAX_TRIES_WITHOUT_LEASE = 10;

	private static final Backoff BACKOFF = new Backoff(100, 5_000);

	private final String who;

	private final Clock clock;

	private final Outstanding outstanding;

	private final HandlerQueue queue;

	private final Agenda agenda;

	private final SubscriptionMeters meters;

	private List<Settlement> settlements = new ArrayList<>();

	private List<@Nullable Attempt> attempts = new ArrayList<>();

	private final Set<Attempt> unreleased = new HashSet<>();

	/** How many were settled otherwise since the last flush. */
	private int forwarded;

	private final Outage outage;

	Settler(String who, Clock clock, Outstanding outstanding, HandlerQueue queue, Agenda agenda,
			SubscriptionMeters meters) {
		this.who = who;
		this.clock = clock;
		this.outstanding = outstanding;
		this.queue = queue;
		this.agenda = agenda;
		this.meters = meters;
		this.outage = new Outage(who, "cannot settle messages; those whose lease runs out are delivered again",
				"settles messages again", BACKOFF);
	}

	void add(Settlement settlement, @Nullable Attempt attempt) {
		this.settlements.add(settlement);
		this.attempts.add(attempt);
	}

	/**
	 * Return whether the broker still holds for us what is to be given back.
	 * @return {@code true} while a release that failed waits to be repeated
	 */
	boolean hasUnreleased() {
		return !this.unreleased.isEmpty();
	}

	boolean isEmpty() {
		return this.settlements.isEmpty();
	}

	/**
	 * Take note that a message went to the dead letters and is acknowledged with that.
	 * @param attempt the message
	 */
	void forwarded(Attempt attempt) {
		this.outstanding.remove(attempt);
		this.forwarded++;
	}

	int takeForwarded() {
		int taken = this.forwarded;
		this.forwarded = 0;
		return taken;
	}

	/**
	 * Send what has gathered.
	 * @param receiver the receiver
	 * @return how many messages are settled by that
	 */
	int flush(Receiver receiver) {
		if (this.settlements.isEmpty()) {
			return 0;
		}
		List<Settlement> batch = this.settlements;
		List<@Nullable Attempt> about = this.attempts;
		this.settlements = new ArrayList<>();
		this.attempts = new ArrayList<>();
		List<SettleOutcome> outcomes = settle(receiver, batch);
		int settled = 0;
		for (int i = 0; i < batch.size(); i++) {
			outcome(batch.get(i), about.get(i), outcomes.get(i));
			boolean ends = batch.get(i) instanceof Settlement.Ack || batch.get(i) instanceof Settlement.Reject;
			settled += (ends && outcomes.get(i).status() == SettleOutcome.Status.DONE) ? 1 : 0;
		}
		if (isAny(outcomes, SettleOutcome.Status.DONE) && !isAny(outcomes, SettleOutcome.Status.FAILED)) {
			this.outage.over();
		}
		return settled;
	}

	private static boolean isAny(List<SettleOutcome> outcomes, SettleOutcome.Status status) {
		return outcomes.stream().anyMatch((outcome) -> outcome.status() == status);
	}

	private List<SettleOutcome> settle(Receiver receiver, List<Settlement> batch) {
		try {
			return receiver.settle(batch);
		}
		catch (RuntimeException ex) {
			return Collections.nCopies(batch.size(), SettleOutcome.failed(BackendFailures.of(ex)));
		}
	}

	private void outcome(Settlement settlement, @Nullable Attempt attempt, SettleOutcome outcome) {
		switch (outcome.status()) {
			case DONE -> done(settlement, attempt, outcome);
			case STALE -> stale(settlement, attempt);
			default -> failed(settlement, attempt, outcome);
		}
	}

	private void done(Settlement settlement, @Nullable Attempt attempt, SettleOutcome outcome) {
		if (attempt == null) {
			return;
		}
		if (settlement instanceof Settlement.Extend extend) {
			Instant until = outcome.leaseUntil();
			attempt.leaseFinal = until != null;
			attempt.leaseUntil = (until != null) ? until.toEpochMilli()
					: this.clock.millis() + extend.lease().toMillis();
			attempt.settleFailures = 0;
		}
		else if (settlement instanceof Settlement.Release) {
			// not earlier: what waits behind it would be fetched again and overtake it
			lost(attempt);
		}
		else {
			this.outstanding.remove(attempt);
		}
	}

	/**
	 * Forget a message that is no longer ours, and give back what waits behind it: it may
	 * come back, and must not be overtaken.
	 * @param attempt the message
	 */
	void lost(Attempt attempt) {
		this.outstanding.remove(attempt);
		this.unreleased.remove(attempt);
		for (Attempt behind : this.queue.forget(attempt)) {
			if (this.outstanding.contains(behind)) {
				add(new Settlement.Release(behind.delivery(), Duration.ZERO, false), behind);
			}
		}
	}

	private void stale(Settlement settlement, @Nullable Attempt attempt) {
		this.meters.failedSettlement();
		if (logger.isDebugEnabled()) {
			logger.debug(this.who + ": no longer ours: " + settlement.getClass().getSimpleName()
					+ ((attempt != null) ? " of message " + attempt.id() : ""));
		}
		if (attempt != null) {
			lost(attempt);
		}
	}

	private void failed(Settlement settlement, @Nullable Attempt attempt, SettleOutcome outcome) {
		this.outage.failed(outcome.failure());
		if (attempt == null) {
			return;
		}
		this.meters.failedSettlement();
		attempt.settleFailures++;
		long now = this.clock.millis();
		boolean hopeless = (attempt.leaseUntil == Long.MAX_VALUE) ? attempt.settleFailures >= MAX_TRIES_WITHOUT_LEASE
				: now >= attempt.leaseUntil;
		if (hopeless) {
			lost(attempt);
			return;
		}
		if (settlement instanceof Settlement.Release) {
			this.unreleased.add(attempt);
		}
		long due = now + BACKOFF.pauseAfter(attempt.settleFailures);
		this.agenda.add(Math.min(due, attempt.leaseUntil), attempt, () -> add(settlement, attempt));
	}

}
