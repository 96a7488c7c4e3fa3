// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.ReceiverSpec;

/**
 * What an outbox holds for one topic, on its way to the backend: received like a
 * subscription ordered by key, sent in that order, and acknowledged when the backend has
 * stored it. A message is sent again if the process dies in between, or stands still for
 * longer than its lease. What the backend refuses is kept and tried again, with later
 * messages of its key behind it. Works in turns, each until nothing is found, or others
 * wait for theirs.
 */
final class RelayedTopic implements Runnable {

	/** The group of all queues of outboxes. */
	static final String GROUP = "relay";

	/** For how long it waits for a queue from which another process claims. */
	private static final Duration WHILE_LOCKED = Duration.ofMillis(50);

	/**
	 * When it is to look again, unless something arrives, where it has found nothing:
	 * what is there is behind others of its keys, or another process relays it. Twice as
	 * long each time.
	 */
	private static final long FIRST_REST = 250;

	static final long LONGEST_REST = 10_000;

	private final OutboxRelay relay;

	private final ReceiverSpec spec;

	private final RelayProgress progress;

	private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

	private volatile long foundNothingAt = millis() - LONGEST_REST;

	private volatile long rest = FIRST_REST;

	/** A backend or database that is down is not asked before. */
	private volatile long heldUntil = millis();

	/** Whether something was, in its last turn. */
	private boolean stored;

	private @Nullable JdbcReceiver receiver;

	RelayedTopic(OutboxRelay relay, String queue) {
		this.relay = relay;
		this.spec = new ReceiverSpec(queue, GROUP, Ordering.KEY, relay.lease());
		this.progress = new RelayProgress("The outbox queue " + queue, relay::progressed);
	}

	// Have it look from now on. Returns whether it was idle: whoever is told so has it
	// run, or says that it is not

	boolean begin() {
		return this.state.getAndSet(State.ASKED) == State.IDLE;
	}

	void notBegun() {
		this.state.set(State.IDLE);
	}

	boolean isIdle() {
		return this.state.get() == State.IDLE;
	}

	// Return whether it is not to look, whatever arrives.

	boolean isHeld() {
		return millis() - this.heldUntil < 0;
	}

	// Return in how many milliseconds it is time to look at a queue that has messages.

	long dueIn(OutboxQueue queue, long now) {
		long since = millis() - this.foundNothingAt;
		long due = Math.max(queue.due() - now, FIRST_REST - since);
		long ready = (queue.ready() || this.progress.failure() != null) ? this.rest - since : Long.MAX_VALUE;
		return Math.max(this.heldUntil - millis(), Math.min(due, ready));
	}

	// Return whether it is to look, and has not found nothing since then.

	boolean isBusySince(long begun) {
		return !isIdle() && this.progress.isBusySince(begun);
	}

	RelayProgress progress() {
		return this.progress;
	}

	@Override
	public void run() {
		boolean more = false;
		try {
			more = !this.relay.isClosed() && relay(open());
		}
		catch (Throwable ex) {
			// nobody would begin anew until the next start
			hold(this.progress.nextPause().toMillis());
			this.progress.failed(null, OutboxRelay.text(ex));
			close();
		}
		finally {
			ended(more);
		}
	}

	private void ended(boolean more) {
		boolean lookAgain = !this.stored || this.progress.failure() != null;
		if (isHeld() || this.relay.isClosed()) {
			this.state.set(State.IDLE);
		}
		else if (more || !this.state.compareAndSet(State.LOOKING, State.IDLE)) {
			this.state.set(State.ASKED);
			this.relay.execute(this);
		}
		this.relay.ended(lookAgain);
	}

	// It is kept for later turns: it knows how far it has looked for free keys.

	private JdbcReceiver open() {
		JdbcReceiver open = this.receiver;
		if (open == null) {
			open = this.relay.store().openReceiver(this.spec, LaneListener.NONE);
			this.receiver = open;
		}
		return open;
	}

	private void close() {
		JdbcReceiver open = this.receiver;
		if (open != null) {
			this.receiver = null;
			open.close();
		}
	}

	// Returns whether it may have more and leaves that to its next turn

	private boolean relay(JdbcReceiver receiver) {
		this.stored = false;
		boolean found;
		do {
			this.state.set(State.LOOKING);
			found = round(receiver);
		}
		while (found && !isHeld() && !this.relay.isClosed() && !this.relay.isAwaited());
		return found;
	}

	private void hold(long millis) {
		this.rest = FIRST_REST;
		this.heldUntil = millis() + millis;
	}

	// Returns whether there may be more

	private boolean round(JdbcReceiver receiver) {
		long begun = System.nanoTime();
		List<Delivery> found = receiver.receive(this.relay.batch(), receiver.isMidway() ? Duration.ZERO : WHILE_LOCKED);
		if (found.isEmpty() && receiver.isMidway()) {
			return true;
		}
		if (found.isEmpty()) {
			this.rest = Math.min(LONGEST_REST, 2 * this.rest);
			this.foundNothingAt = millis();
			this.progress.succeeded();
			this.progress.recheck(this::isWaiting);
			this.progress.empty(begun);
			return false;
		}
		this.rest = FIRST_REST;
		RelayedBatch batch = new RelayedBatch(this.relay, receiver, this.progress, found);
		batch.send();
		this.stored |= batch.isStored();
		if (batch.isFailed() && !batch.isStored()) {
			hold(batch.hold());
		}
		else {
			this.progress.succeeded();
		}
		if (!batch.isFailed()) {
			this.progress.recheck(this::isWaiting);
		}
		return true;
	}

	private static long millis() {
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
	}

	private boolean isWaiting(long position) {
		List<Delivery> first = this.relay.store().browser().find(this.spec.topic(), GROUP, position - 1, 1);
		return !first.isEmpty() && first.get(0).position() == position;
	}

	private enum State {

		/** Nobody runs it. */
		IDLE,

		/** It is to look: something may have come since it looked. */
		ASKED,

		/** It looks. */
		LOOKING

	}

}
