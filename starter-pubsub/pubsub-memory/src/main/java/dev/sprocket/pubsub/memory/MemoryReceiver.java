// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * One member of a group.
 */
final class MemoryReceiver implements Receiver {

	private final ReentrantLock lock;

	private final Clock clock;

	private final ReceiverSpec spec;

	private final GroupStore group;

	private final Condition news;

	private boolean waiting;

	private boolean woken;

	private boolean closed;

	MemoryReceiver(ReentrantLock lock, Clock clock, ReceiverSpec spec, GroupStore group) {
		this.lock = lock;
		this.clock = clock;
		this.spec = spec;
		this.group = group;
		this.news = lock.newCondition();
	}

	Ordering ordering() {
		return this.spec.ordering();
	}

	long leaseMillis() {
		return this.spec.lease().toMillis();
	}

	boolean isAtRest() {
		return this.closed || (this.waiting && !this.woken);
	}

	void signal() {
		if (this.waiting) {
			this.waiting = false;
			this.news.signal();
		}
	}

	@Override
	public List<Delivery> receive(int max, Duration wait) {
		this.lock.lock();
		try {
			long now = this.clock.millis();
			long until = now + wait.toMillis();
			while (true) {
				checkOpen();
				this.group.tick(now);
				List<Delivery> deliveries = take(max, now);
				if (!deliveries.isEmpty() || this.woken || now >= until) {
					this.woken = false;
					return deliveries;
				}
				await(Math.min(until, this.group.nextDue()) - now);
				now = this.clock.millis();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private List<Delivery> take(int max, long now) {
		Lease lease = (max > 0) ? this.group.take(this, now) : null;
		if (lease == null) {
			return List.of();
		}
		List<Delivery> deliveries = new ArrayList<>();
		Instant leaseUntil = Instant.ofEpochMilli(lease.until);
		while (lease != null) {
			deliveries.add(delivery(lease, leaseUntil));
			lease = (deliveries.size() < max) ? this.group.take(this, now) : null;
		}
		return deliveries;
	}

	private static Delivery delivery(Lease lease, Instant leaseUntil) {
		StoredMessage stored = lease.entry.message;
		OutboundMessage message = stored.message();
		return new Delivery(Lane.WHOLE_QUEUE, stored.position(), lease, lease.entry.attempts, leaseUntil, message.key(),
				message.headers(), message.body(), stored.storedAt());
	}

	private void await(long millis) {
		this.waiting = true;
		try {
			if (this.clock instanceof VirtualClock) {
				this.news.await();
			}
			else {
				this.news.await(Math.max(1, millis), TimeUnit.MILLISECONDS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.woken = true;
		}
		finally {
			this.waiting = false;
		}
	}

	@Override
	public List<SettleOutcome> settle(List<Settlement> settlements) {
		this.lock.lock();
		try {
			checkOpen();
			long now = this.clock.millis();
			this.group.tick(now);
			List<SettleOutcome> outcomes = new ArrayList<>(settlements.size());
			for (Settlement settlement : settlements) {
				outcomes.add(settle(settlement, now));
			}
			return outcomes;
		}
		finally {
			this.lock.unlock();
		}
	}

	private SettleOutcome settle(Settlement settlement, long now) {
		if (settlement instanceof Settlement.Ack ack) {
			return settle(ack.delivery(), this.group::ack);
		}
		if (settlement instanceof Settlement.Reject reject) {
			return settle(reject.delivery(), this.group::ack);
		}
		if (settlement instanceof Settlement.Release release) {
			return settle(release.delivery(),
					(lease) -> this.group.release(lease, now + release.delay().toMillis(), release.attempted(), now));
		}
		if (settlement instanceof Settlement.Extend extend) {
			return settle(extend.delivery(), (lease) -> this.group.extend(lease, now + extend.lease().toMillis()));
		}
		return SettleOutcome.failed(new BackendException(ErrorKind.UNSUPPORTED,
				"backend memory settles each message by itself, not " + settlement, null));
	}

	SettleOutcome settle(Delivery delivery, Consumer<Lease> action) {
		Lease lease = (Lease) delivery.token();
		if (!lease.isValid()) {
			return SettleOutcome.STALE;
		}
		action.accept(lease);
		return SettleOutcome.DONE;
	}

	void ack(Lease lease) {
		this.group.ack(lease);
	}

	void checkOpen() {
		if (this.closed) {
			throw new BackendException(ErrorKind.CLOSED,
					"this receiver of topic " + this.spec.topic() + ", group " + this.spec.group() + " is closed",
					null);
		}
	}

	boolean isClosed() {
		return this.closed;
	}

	@Override
	public void wakeup() {
		this.lock.lock();
		try {
			this.woken = true;
			signal();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			if (!this.closed) {
				this.closed = true;
				this.group.leave(this);
				this.news.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
