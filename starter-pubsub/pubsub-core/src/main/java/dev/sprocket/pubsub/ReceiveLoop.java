// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Receiver;

/**
 * The engine thread of one subscription: owns the receiver, fetches, carries out
 * verdicts, keeps leases, and ends with the drain. Its only waiting is inside the
 * receiver, save when the receiver itself fails.
 */
final class ReceiveLoop implements Runnable {

	private static final Logger logger = LoggerFactory.getLogger(ReceiveLoop.class);

	private static final long MAX_WAIT = 1_000;

	private final Backend backend;

	private final SubscriptionContext context;

	private final RetryDecisions decisions;

	private final Verdicts verdicts;

	private final LeaseKeeper leases;

	private final CircuitBreaker breaker;

	private final LaneListener laneListener;

	private final Runnable interruptRest;

	private final Outage outage;

	private final RateLimit rateLimit;

	private final Room room;

	private final CountDownLatch opened = new CountDownLatch(1);

	private final CountDownLatch ended = new CountDownLatch(1);

	private volatile @Nullable Receiver receiver;

	private volatile @Nullable BackendException openFailure;

	private volatile boolean paused;

	private volatile boolean draining;

	private volatile boolean abandoning;

	private volatile long lastSettledAt;

	private volatile long released;

	private volatile long abandoned;

	ReceiveLoop(Backend backend, SubscriptionContext context, RetryDecisions decisions, DeadLetterWriter deadLetters,
			CircuitBreaker breaker, RateLimit rateLimit, Runnable interruptRest) {
		this.breaker = breaker;
		this.rateLimit = rateLimit;
		this.room = new Room(context, breaker, rateLimit, backend.capabilities());
		this.interruptRest = interruptRest;
		this.backend = backend;
		this.context = context;
		this.decisions = decisions;
		this.verdicts = new Verdicts(backend.capabilities(), context, deadLetters, breaker);
		this.leases = new LeaseKeeper(context, backend.capabilities().of(Capability.LEASE_EXTENSION));
		this.laneListener = laneListener(context);
		this.outage = new Outage(context.who(), "cannot fetch messages, backs off and tries again",
				"fetches messages again", new Backoff(100, 5_000));
	}

	private LaneListener laneListener(SubscriptionContext context) {
		if (context.settling() instanceof LaneSettling settling) {
			return new LaneHandover(context.outstanding(), context.queue(), settling, context.spec().lease(),
					new Meanwhile());
		}
		return LaneListener.NONE;
	}

	@Override
	public void run() {
		try {
			while (!isFinished()) {
				cycleOrPause();
			}
		}
		finally {
			end();
		}
	}

	private void cycleOrPause() {
		try {
			cycle();
		}
		catch (Throwable ex) {
			// not even the log works; the thread must not end for that
			LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(MAX_WAIT));
		}
	}

	private boolean isFinished() {
		return this.draining && (this.context.outstanding().isEmpty() || this.receiver == null)
				&& (this.abandoning || this.context.queue().running() == 0);
	}

	private void cycle() {
		try {
			Receiver open = openReceiver();
			carryOut(open);
			this.outage.over(isFinished() || fetch(open));
		}
		catch (BackendException ex) {
			if (ex.kind() == ErrorKind.CLOSED) {
				closeReceiver();
			}
			backOff(ex);
		}
		catch (Throwable ex) {
			logger.error(this.context.who() + ": the engine met an error of its own and goes on", ex);
			backOff(ex);
		}
	}

	private Receiver openReceiver() {
		Receiver open = this.receiver;
		if (open == null) {
			try {
				open = this.backend.openReceiver(this.context.spec().receiver(), this.laneListener);
				this.receiver = open;
			}
			catch (RuntimeException ex) {
				this.openFailure = (ex instanceof BackendException failure) ? failure
						: new BackendException(ErrorKind.INVALID, ex.toString(), ex);
				throw this.openFailure;
			}
			finally {
				this.opened.countDown();
			}
		}
		return open;
	}

	private void carryOut(Receiver open) {
		this.verdicts.carryOut(open);
		for (Extension next = this.context.queue().pollExtension(); next != null;) {
			this.context.settling().extend(next.attempt(), next.lease());
			next = this.context.queue().pollExtension();
		}
		if (this.draining) {
			this.released += this.verdicts.releaseWaiting();
			this.verdicts.releaseRetries();
		}
		else {
			this.verdicts.releaseToOthers(isIntakePaused());
		}
		if (this.abandoning) {
			this.abandoned += this.verdicts.abandon();
		}
		this.verdicts.runAgenda();
		this.leases.check(this.context.clock().millis());
		this.breaker.check(this.context.clock().millis());
		if (this.context.settling().flush(open) > 0) {
			this.lastSettledAt = this.context.clock().millis();
		}
	}

	private boolean fetch(Receiver open) {
		int capacity = (this.draining || isIntakePaused()) ? 0 : this.room.capacity();
		boolean inBatches = this.context.queue().awaitBatch();
		boolean waits = !inBatches && this.context.queue().engineMaySleep();
		Duration wait = Duration.ofMillis(waits ? waitMillis() : 0);
		List<Delivery> deliveries = open.receive(capacity, wait);
		if (!deliveries.isEmpty()) {
			accept(deliveries);
		}
		return !deliveries.isEmpty();
	}

	private boolean isIntakePaused() {
		return this.paused || this.leases.allHandlersOverrun();
	}

	private long waitMillis() {
		long max = Math.min(MAX_WAIT, this.backend.capabilities().maxIdle().toMillis() / 2);
		return Math.max(0, Math.min(max, untilDue()));
	}

	private long untilDue() {
		long now = this.context.clock().millis();
		long next = Math.min(this.context.agenda().nextDue(), this.leases.nextCheck());
		next = Math.min(next, this.context.settling().nextFlush());
		next = Math.min(next, this.context.queue().callForBatches(this.room.isFull()));
		return Math.min(Math.min(next, this.breaker.nextCheck()), this.rateLimit.nextAt(now)) - now;
	}

	private void accept(List<Delivery> deliveries) {
		this.context.meters().consumed(deliveries.size());
		long now = this.context.clock().millis();
		this.rateLimit.taken(deliveries.size(), now);
		List<Attempt> attempts = new ArrayList<>(deliveries.size());
		for (Delivery delivery : deliveries) {
			int number = this.context.settling().begin(delivery);
			if (number > 0) {
				Attempt attempt = new Attempt(this.context.spec().topic(), delivery, number, this.context.queue(),
						this.decisions);
				attempt.waitsSince = attempt.isFirst() ? now : 0;
				this.context.outstanding().add(attempt);
				this.leases.accepted(attempt);
				attempts.add(attempt);
			}
		}
		markParked(attempts);
		this.context.queue().offer(attempts);
	}

	private void markParked(List<Attempt> attempts) {
		ParkedKeys parkedKeys = this.context.parkedKeys();
		if (parkedKeys != null) {
			try {
				parkedKeys.mark(attempts);
			}
			catch (BackendException ex) {
				this.verdicts.giveBack(attempts);
				throw ex;
			}
		}
	}

	private void backOff(Throwable failure) {
		Duration pause = Duration.ofMillis(this.outage.failed(failure));
		if (this.abandoning) {
			this.abandoned += this.verdicts.abandon();
		}
		else {
			this.context.queue().pauseEngine(pause, this.draining && this.receiver != null);
		}
	}

	private void closeReceiver() {
		Receiver open = this.receiver;
		if (open != null) {
			try {
				this.verdicts.settleTheRest(open);
				open.close();
			}
			catch (RuntimeException ex) {
				logger.warn(this.context.who() + ": leaving the group failed", ex);
			}
			finally {
				this.receiver = null;
			}
		}
	}

	private void end() {
		try {
			this.abandoned += this.verdicts.abandon();
			this.context.queue().stop();
			this.interruptRest.run();
			closeReceiver();
			this.context.meters().closed();
		}
		finally {
			this.opened.countDown();
			this.ended.countDown();
		}
	}

	// called from other threads

	void wakeup() {
		Receiver open = this.receiver;
		if (open != null) {
			open.wakeup();
		}
	}

	@Nullable BackendException awaitOpen(Duration timeout) throws InterruptedException {
		boolean answered = this.opened.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
		return (answered && this.receiver == null) ? this.openFailure : null;
	}

	boolean awaitEnd(Duration timeout) throws InterruptedException {
		return this.ended.await(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
	}

	void paused(boolean paused) {
		this.paused = paused;
		wakeup();
	}

	void drain() {
		this.draining = true;
		wakeFromAnyWait();
	}

	void abandonRest() {
		this.abandoning = true;
		wakeFromAnyWait();
	}

	void wakeFromAnyWait() {
		wakeup();
		this.context.queue().wake();
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
		if (this.paused) {
			return SubscriptionStatus.State.PAUSED;
		}
		return this.breaker.isOpen() ? SubscriptionStatus.State.CIRCUIT_OPEN : SubscriptionStatus.State.RUNNING;
	}

	@Nullable String failure() {
		String failure = this.outage.failure();
		return (failure != null) ? failure : this.breaker.failure();
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

	/**
	 * What goes on inside the receiver while it hands lanes over.
	 */
	private final class Meanwhile implements LaneHandover.Engine {

		@Override
		public void carryOutVerdicts() {
			Receiver open = ReceiveLoop.this.receiver;
			if (open != null) {
				ReceiveLoop.this.verdicts.carryOut(open);
			}
		}

		@Override
		public void goOn() {
			Receiver open = ReceiveLoop.this.receiver;
			if (open != null) {
				ReceiveLoop.this.verdicts.runAgenda();
				ReceiveLoop.this.leases.check(ReceiveLoop.this.context.clock().millis());
				ReceiveLoop.this.context.settling().flush(open);
			}
		}

		@Override
		public Duration untilDue() {
			return Duration.ofMillis(Math.max(1, Math.min(MAX_WAIT, ReceiveLoop.this.untilDue())));
		}

		@Override
		public boolean isAbandoning() {
			return ReceiveLoop.this.abandoning;
		}

	}

}
