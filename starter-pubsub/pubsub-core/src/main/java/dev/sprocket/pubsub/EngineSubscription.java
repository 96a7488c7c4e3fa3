// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.Ordering;

/**
 * The handle of a running subscription.
 */
final class EngineSubscription implements Subscription {

	private static final Duration DEFAULT_DRAIN = Duration.ofSeconds(30);

	private static final Duration GRACE = Duration.ofSeconds(2);

	private final SubscriptionSpec<?> spec;

	private final Backend backend;

	private final ReceiveLoop loop;

	private final HandlerQueue queue;

	private final Workers workers;

	private final Progress progress;

	private final RateLimit rateLimit;

	private final AtomicBoolean stopping = new AtomicBoolean();

	private volatile int concurrency;

	private volatile int runningAtStop;

	private volatile int runningAtEnd;

	EngineSubscription(SubscriptionSpec<?> spec, Backend backend, ReceiveLoop loop, HandlerQueue queue, Workers workers,
			Progress progress, RateLimit rateLimit) {
		this.rateLimit = rateLimit;
		this.progress = progress;
		this.spec = spec;
		this.backend = backend;
		this.loop = loop;
		this.queue = queue;
		this.workers = workers;
	}

	@Override
	public String topic() {
		return this.spec.topic();
	}

	@Override
	public String group() {
		return this.spec.group();
	}

	@Override
	public String backend() {
		return this.backend.name();
	}

	@Override
	public SubscriptionSpec<?> spec() {
		return this.spec;
	}

	@Override
	public void pause() {
		this.queue.paused(true);
		this.loop.paused(true);
	}

	@Override
	public void resume() {
		if (this.stopping.get()) {
			return;
		}
		this.queue.paused(false);
		this.loop.paused(false);
	}

	@Override
	public void setConcurrency(int concurrency) {
		if (concurrency < 1) {
			throw new PubSubException(ErrorKind.INVALID,
					"Topic " + topic() + ", group " + group() + ": concurrency must be at least 1, not " + concurrency,
					null);
		}
		this.concurrency = (this.spec.ordering() == Ordering.TOPIC) ? 1 : concurrency;
		this.queue.concurrency(this.concurrency);
		this.loop.wakeup();
	}

	@Override
	public void setRateLimit(int perSecond) {
		if (perSecond < 0) {
			throw new PubSubException(ErrorKind.INVALID, "Topic " + topic() + ", group " + group()
					+ ": a rate limit is a number of messages a second, or 0 for none, not " + perSecond, null);
		}
		this.rateLimit.perSecond(perSecond);
		this.loop.wakeup();
	}

	void stopIntake() {
		if (this.stopping.compareAndSet(false, true)) {
			this.queue.paused(true);
			this.runningAtStop = this.queue.running();
			this.loop.drain();
		}
	}

	boolean isClosed() {
		return this.loop.state() == SubscriptionStatus.State.CLOSED;
	}

	long drained() {
		return Math.max(0, this.runningAtStop - this.runningAtEnd);
	}

	long released() {
		return this.loop.released();
	}

	long abandoned() {
		return this.loop.abandoned();
	}

	@Override
	public boolean drain(Duration timeout) {
		stopIntake();
		try {
			if (this.workers.isWorker(Thread.currentThread())) {
				// a handler that waits for itself would wait for ever
				return false;
			}
			if (this.loop.awaitEnd(timeout)) {
				return true;
			}
			abandonRest();
			this.loop.awaitEnd(GRACE);
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			abandonRest();
			return false;
		}
	}

	private void abandonRest() {
		this.runningAtEnd = this.queue.running();
		this.loop.abandonRest();
	}

	@Override
	public SubscriptionStatus status() {
		long settled = this.loop.lastSettledAt();
		Instant lastSettledAt = (settled > 0) ? Instant.ofEpochMilli(settled) : null;
		return new SubscriptionStatus(this.loop.state(), this.queue.running(), this.queue.buffered(), this.concurrency,
				this.rateLimit.perSecond(), lastSettledAt, this.progress.stalledSince(lastSettledAt),
				this.loop.failure());
	}

	void observe() {
		SubscriptionStatus.State state = this.loop.state();
		boolean runs = state != SubscriptionStatus.State.PAUSED && state != SubscriptionStatus.State.CLOSED;
		this.progress.observe(runs, this.queue.running());
	}

	@Override
	public Lag lag() {
		try {
			return this.backend.lag(topic(), group());
		}
		catch (BackendException ex) {
			throw new PubSubException(ex.kind(),
					"Topic " + topic() + ", group " + group() + ": lag is not known: " + ex.getMessage(), ex);
		}
	}

	@Override
	public void close() {
		drain(DEFAULT_DRAIN);
	}

}
