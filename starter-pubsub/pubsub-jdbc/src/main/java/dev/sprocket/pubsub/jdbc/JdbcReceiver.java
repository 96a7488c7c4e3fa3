// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import dev.sprocket.pubsub.jdbc.Arrivals.Reason;
import dev.sprocket.pubsub.jdbc.Arrivals.Signal;
import dev.sprocket.pubsub.jdbc.Claims.Claim;
import dev.sprocket.pubsub.jdbc.Claims.Claimed;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * Claims messages for one subscription.
 */
final class JdbcReceiver implements Receiver {

	private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(30);

	private static final long FIRST_LOCKED = 10;

	private static final int FIRST_FETCH = 16;

	private static final int FETCH_BYTES = 8 * 1024 * 1024;

	private final JdbcBackend backend;

	private final ReceiverSpec spec;

	private final Signal signal;

	private final long holder = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);

	private long leases;

	private long answered;

	private long from;

	private long resumeAfter;

	private int fetch = FIRST_FETCH;

	private int lockedLooks;

	private boolean locked;

	private volatile boolean closed;

	JdbcReceiver(JdbcBackend backend, ReceiverSpec spec, Signal signal) {
		this.backend = backend;
		this.spec = spec;
		this.signal = signal;
	}

	@Override
	public List<Delivery> receive(int max, Duration wait) {
		checkOpen();
		if (max <= 0) {
			this.signal.awaitWakeup(wait.toNanos());
			checkOpen();
			return List.of();
		}
		long end = System.nanoTime() + wait.toNanos();
		boolean look = true;
		while (true) {
			long seen = this.signal.arrivals();
			Claimed claimed = (look || this.backend.hasDue(this.spec)) ? claim(max)
					: new Claimed(List.of(), Long.MAX_VALUE, this.resumeAfter);
			if (!claimed.deliveries().isEmpty()) {
				return claimed.deliveries();
			}
			long left = end - System.nanoTime();
			Reason reason = this.signal.await(seen, Math.min(left, pause(claimed.nextDue())));
			checkOpen();
			if (reason == Reason.WAKEUP || end - System.nanoTime() <= 0) {
				return List.of();
			}
			look = reason == Reason.ARRIVAL || this.backend.isExclusive();
		}
	}

	private Claimed claim(int max) {
		Claim claim = new Claim(this.spec, this.holder, ++this.leases, this.answered, Math.min(max, this.fetch),
				this.from, this.resumeAfter);
		Claimed claimed = this.backend.claim(claim);
		this.locked = claimed == Claimed.LOCKED;
		if (this.locked) {
			// no answer to what became of the claims before
			return new Claimed(List.of(), this.backend.clock().millis() + whileLocked(), this.resumeAfter);
		}
		this.lockedLooks = 0;
		if (claimed == Claimed.WITHOUT_QUEUE) {
			throw new BackendException(ErrorKind.CLOSED,
					"Group '%s' of topic '%s' was removed while it was subscribed to".formatted(this.spec.group(),
							this.spec.topic()),
					null);
		}
		this.answered = claim.lease();
		this.resumeAfter = claimed.resumeAfter();
		if (claimed.deliveries().isEmpty()) {
			this.from = (this.resumeAfter > 0) ? this.from : 0;
		}
		else {
			long average = Math.max(1, Claims.bytes(claimed.deliveries()) / claimed.deliveries().size());
			this.fetch = (int) Math.max(1, Math.min(JdbcBackend.BATCH, FETCH_BYTES / average));
		}
		return claimed;
	}

	// Have the next claims begin behind a position, until one has found nothing up to the
	// end of the queue, or all is to begin anew.

	void passOver(long position) {
		this.from = position;
	}

	void beginAnew() {
		this.from = 0;
		this.resumeAfter = 0;
	}

	// Return whether the next claim goes on in the middle of the queue: what is before is
	// passed over, or behind keys that stand still.

	boolean isMidway() {
		return this.from > 0 || this.resumeAfter > 0;
	}

	// Return whether the last claim was in vain because another process claimed.

	boolean isLocked() {
		return this.locked;
	}

	// Mostly another process has claimed in a moment; a transaction that hangs may take
	// minutes.

	private long whileLocked() {
		this.lockedLooks = Math.min(this.lockedLooks + 1, 10);
		return FIRST_LOCKED << (this.lockedLooks - 1);
	}

	private long pause(long nextDue) {
		long pause = this.backend.isExclusive() ? LONGEST_PAUSE : this.backend.pollInterval().toNanos();
		if (nextDue == Long.MAX_VALUE) {
			return pause;
		}
		long due = TimeUnit.MILLISECONDS.toNanos(nextDue - this.backend.clock().millis());
		return Math.max(TimeUnit.MILLISECONDS.toNanos(1), Math.min(pause, due));
	}

	@Override
	public List<SettleOutcome> settle(List<Settlement> settlements) {
		checkOpen();
		List<SettleOutcome> outcomes = this.backend.settle(settlements);
		boolean released = this.spec.ordering() != Ordering.NONE;
		for (Settlement settlement : settlements) {
			released |= settlement instanceof Settlement.Release;
		}
		if (released) {
			this.backend.arrived(this.spec.topic());
		}
		return outcomes;
	}

	@Override
	public void wakeup() {
		this.signal.wakeup();
	}

	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			this.signal.wakeup();
			this.backend.closed(this, this.spec, this.signal, this.holder);
		}
	}

	// Make calls under way end with ErrorKind#CLOSED.

	void abort() {
		this.closed = true;
		this.signal.wakeup();
	}

	private void checkOpen() {
		if (this.closed) {
			throw new BackendException(ErrorKind.CLOSED,
					"The receiver of topic '%s', group '%s' was closed".formatted(this.spec.topic(), this.spec.group()),
					null);
		}
	}

}
