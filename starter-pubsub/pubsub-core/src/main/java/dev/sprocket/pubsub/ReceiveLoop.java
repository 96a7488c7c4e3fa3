// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.Support;

/**
 * The engine thread of one subscription: owns the receiver, fetches, carries out
 * verdicts, keeps leases, and ends with the drain. Its only waiting is inside the
 * receiver, save when the receiver itself fails.
 */
final class ReceiveLoop implements Runnable {

	private static final Log logger = LogFactory.getLog(ReceiveLoop.class);

	private static final long MAX_BYTES = 8L * 1024 * 1024;

	private static final long MAX_WAIT = 1_000;

	private final Backend backend;

	private final SubscriptionContext context;

	private final RetryDecisions decisions;

	private final DeadLetterWriter deadLetters;

	private final LeaseKeeper leases;

	private final LaneListener laneListener;

	private final Outage outage;

	private final CountDownLatch opened = new CountDownLatch(1);

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile @Nullable Receiver receiver;

	private volatile @Nullable BackendException openFailure;

	private volatile int prefetch;

	private volatile boolean paused;

	private volatile boolean draining;

	private volatile boolean abandoning;

	private volatile long lastSettledAt;

	private volatile long released;

	private volatile long abandoned;

	ReceiveLoop(Backend backend, SubscriptionContext context, RetryDecisions decisions, DeadLetterWriter deadLetters) {
		this.backend = backend;
		this.context = context;
		this.decisions = decisions;
		this.deadLetters = deadLetters;
		this.leases = new LeaseKeeper(context, backend.capabilities().of(Capability.LEASE_EXTENSION) != Support.NONE);
		this.laneListener = laneListener(context);
		this.outage = new Outage(context.who());
	}

	private LaneListener laneListener(SubscriptionContext context) {
		if (context.settling() instanceof LaneSettling settling) {
			return new LaneHandover(context.outstanding(), context.queue(), settling, this::carryOutMeanwhile);
		}
		return new FixedLane();
	}

	private void carryOutMeanwhile(boolean commit) {
		Receiver open = this.receiver;
		if (open != null) {
			this.deadLetters.takeAnswers();
			this.context.queue().takeReports().forEach((attempt) -> carryOut(open, attempt));
			if (commit) {
				this.context.settling().flush(open);
			}
		}
	}

	@Override
	public void run() {
		try {
			while (!isFinished()) {
				cycle();
			}
		}
		finally {
			end();
		}
	}

	private boolean isFinished() {
		return this.draining && (this.context.outstanding().isEmpty() || this.receiver == null);
	}

	private void cycle() {
		try {
			Receiver open = openReceiver();
			carryOut(open);
			if (!isFinished()) {
				fetch(open);
			}
			this.outage.over();
		}
		catch (BackendException ex) {
			if (ex.kind() == ErrorKind.CLOSED) {
				closeReceiver();
			}
			backOff(ex);
		}
		catch (RuntimeException ex) {
			logger.error(this.context.who() + ": the engine met an error of its own and goes on", ex);
			backOff(ex);
		}
	}

	private Receiver openReceiver() {
		Receiver open = this.receiver;
		if (open == null) {
			SubscriptionSpec<?> spec = this.context.spec();
			try {
				open = this.backend.openReceiver(
						new ReceiverSpec(spec.topic(), spec.group(), spec.ordering(), spec.lease()), this.laneListener);
				this.receiver = open;
			}
			catch (BackendException ex) {
				this.openFailure = ex;
				throw ex;
			}
			finally {
				this.opened.countDown();
			}
		}
		return open;
	}

	private void carryOut(Receiver open) {
		this.deadLetters.takeAnswers();
		for (Attempt attempt : this.context.queue().takeReports()) {
			carryOut(open, attempt);
		}
		for (HandlerQueue.Extension extension : this.context.queue().takeExtensions()) {
			this.context.settler().extend(extension.attempt(), extension.lease());
		}
		if (this.draining || (this.paused && !this.backend.capabilities().cumulative())) {
			releaseWaiting();
		}
		if (this.abandoning) {
			abandon();
		}
		runAgenda();
		this.leases.check(this.context.clock().millis());
		if (this.context.settling().flush(open) > 0) {
			this.lastSettledAt = this.context.clock().millis();
		}
	}

	private void carryOut(Receiver open, Attempt attempt) {
		Verdict verdict = attempt.verdict();
		if (!this.context.outstanding().contains(attempt)) {
			this.context.queue().resolved(attempt);
		}
		else if (verdict instanceof Verdict.Retry retry) {
			retry(attempt, retry.delay());
		}
		else if (verdict instanceof Verdict.Dead dead) {
			this.deadLetters.write(open, attempt, dead);
		}
		else if (verdict != Verdict.ABANDONED) {
			if (!this.context.firstFailures().isEmpty()) {
				this.context.firstFailures().forget(attempt.id());
			}
			this.context.settling().done(attempt);
			if (verdict != Verdict.DONE) {
				this.context.queue().resolved(attempt);
			}
		}
	}

	private void retry(Attempt attempt, Duration delay) {
		Capabilities capabilities = this.backend.capabilities();
		if (capabilities.isNative(Capability.RELEASE_DELAY) && !capabilities.cumulative()) {
			Duration max = capabilities.limits().maxReleaseDelay();
			Duration allowed = (delay.compareTo(max) > 0) ? max : delay;
			this.context.settling().release(attempt, allowed, true);
			this.context.queue().closeLane(attempt).forEach(this::releaseUntried);
			return;
		}
		this.context.settling().failed(attempt);
		long now = this.context.clock().millis();
		this.context.agenda().add(now + delay.toMillis(), attempt, () -> again(attempt));
	}

	private void again(Attempt attempt) {
		Attempt again = attempt.again(this.context.clock().millis());
		this.context.outstanding().replace(attempt, again);
		this.context.queue().retry(attempt, again);
	}

	private void releaseUntried(Attempt attempt) {
		if (this.draining) {
			this.released++;
		}
		this.context.settling().release(attempt, Duration.ZERO, false);
	}

	private void releaseWaiting() {
		this.context.queue().removeWaiting().forEach(this::releaseUntried);
	}

	private void abandon() {
		for (Attempt attempt : this.context.outstanding().all()) {
			this.context.queue().abandon(attempt);
			this.abandoned++;
			this.context.settling().release(attempt, Duration.ZERO, false);
			this.context.outstanding().remove(attempt);
		}
	}

	private void runAgenda() {
		long now = this.context.clock().millis();
		for (Agenda.Entry due = this.context.agenda().pollDue(now); due != null; due = this.context.agenda()
			.pollDue(now)) {
			if (this.context.outstanding().contains(due.attempt())) {
				due.action().run();
			}
		}
	}

	private void fetch(Receiver open) {
		int capacity = capacity();
		Duration wait = Duration.ofMillis(this.context.queue().engineMaySleep() ? waitMillis() : 0);
		List<Delivery> deliveries = open.receive(capacity, wait);
		if (!deliveries.isEmpty()) {
			accept(deliveries);
		}
	}

	private int capacity() {
		if (this.draining || this.paused || this.context.outstanding().bytes() >= MAX_BYTES) {
			return 0;
		}
		int free = this.prefetch - this.context.outstanding().size();
		return Math.max(0, Math.min(free, this.backend.capabilities().limits().receiveBatch()));
	}

	private long waitMillis() {
		long next = Math.min(this.context.agenda().nextDue(), this.leases.nextCheck());
		long now = this.context.clock().millis();
		long max = Math.min(MAX_WAIT, this.backend.capabilities().maxIdle().toMillis() / 2);
		return Math.max(0, Math.min(max, next - now));
	}

	private void accept(List<Delivery> deliveries) {
		this.context.meters().consumed(deliveries.size());
		long now = this.context.clock().millis();
		List<Attempt> attempts = new ArrayList<>(deliveries.size());
		for (Delivery delivery : deliveries) {
			int number = this.context.settling().begin(delivery);
			if (number > 0) {
				Attempt attempt = new Attempt(delivery, number, now, this.context.queue(), this.decisions);
				this.context.outstanding().add(attempt);
				this.leases.accepted(attempt);
				attempts.add(attempt);
			}
		}
		this.context.queue().offer(attempts);
	}

	private void backOff(RuntimeException failure) {
		long millis = this.outage.pauseAfter(failure);
		if (!this.draining) {
			LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(millis));
		}
		else if (this.outage.isLong()) {
			this.context.outstanding().all().forEach(this.context.outstanding()::remove);
		}
	}

	private void closeReceiver() {
		Receiver open = this.receiver;
		this.receiver = null;
		if (open != null) {
			try {
				open.close();
			}
			catch (RuntimeException ex) {
				logger.warn(this.context.who() + ": leaving the group failed", ex);
			}
		}
	}

	private void end() {
		this.context.queue().stop();
		this.context.meters().closed();
		closeReceiver();
		this.opened.countDown();
		this.ended.countDown();
	}

	// called from other threads

	void wakeup() {
		Receiver open = this.receiver;
		if (open != null) {
			open.wakeup();
		}
	}

	@Nullable BackendException awaitOpen(Duration timeout) throws InterruptedException {
		boolean answered = this.opened.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
		return (answered && this.receiver == null) ? this.openFailure : null;
	}

	boolean awaitEnd(Duration timeout) throws InterruptedException {
		return this.ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	void prefetch(int prefetch) {
		this.prefetch = prefetch;
		wakeup();
	}

	void paused(boolean paused) {
		this.paused = paused;
		wakeup();
	}

	void drain() {
		this.draining = true;
		wakeup();
	}

	void abandonRest() {
		this.abandoning = true;
		wakeup();
	}

	SubscriptionStatus.State state() {
		if (this.ended.getCount() == 0) {
			return SubscriptionStatus.State.CLOSED;
		}
		if (this.draining) {
			return SubscriptionStatus.State.DRAINING;
		}
		if (this.outage.failure() != null) {
			return SubscriptionStatus.State.BACKING_OFF;
		}
		return this.paused ? SubscriptionStatus.State.PAUSED : SubscriptionStatus.State.RUNNING;
	}

	@Nullable String failure() {
		return this.outage.failure();
	}

	long lastSettledAt() {
		return this.lastSettledAt;
	}

	long released() {
		return this.released;
	}

	long abandoned() {
		return this.abandoned;
	}

}
