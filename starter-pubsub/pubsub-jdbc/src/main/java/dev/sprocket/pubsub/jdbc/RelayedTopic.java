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

	private final OutboxRelay relay;

	private final ReceiverSpec spec;

	private final RelayProgress progress;

	private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

	private final RelayPace pace = new RelayPace(() -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));

	private RelayPass pass;

	/** Whether something was stored in its last turn. */
	private boolean stored;

	private @Nullable JdbcReceiver receiver;

	RelayedTopic(OutboxRelay relay, String queue) {
		this.relay = relay;
		this.spec = new ReceiverSpec(queue, GROUP, Ordering.KEY, relay.lease());
		this.progress = new RelayProgress("The outbox queue " + queue, relay::progressed);
		this.pass = new RelayPass(relay.store().clock());
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

	// Something has arrived. Returns whether it was idle, as begin() does

	boolean arrived() {
		if (this.pace.isBreathing()) {
			hurry();
			return false;
		}
		return !this.pace.isHeld() && begin();
	}

	// Return whether it is not to look, whatever arrives.

	boolean isHeld() {
		return this.pace.isHeld();
	}

	// Return in how many milliseconds it is time to look at a queue that has messages.

	long dueIn(OutboxQueue queue, long now) {
		return this.pace.dueIn(queue, this.progress.failure() != null, now);
	}

	// Return whether it is to look, now or after a breath, and has not found nothing
	// since then.

	boolean isBusySince(long begun) {
		boolean waits = !isHeld() && (this.pace.isBreathing() || this.pace.isInAHurry());
		return this.progress.isBusySince(begun) && (waits || !isIdle());
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
			this.pace.hold(this.progress.nextPause().toMillis());
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
		else if (this.pace.isBreathing()) {
			if (this.state.getAndSet(State.IDLE) == State.ASKED || more) {
				hurry();
			}
		}
		else if (more || !this.state.compareAndSet(State.LOOKING, State.IDLE)) {
			this.state.set(State.ASKED);
			this.relay.execute(this);
		}
		this.relay.ended(lookAgain);
	}

	private void hurry() {
		if (this.pace.hurry()) {
			this.relay.lookAgain();
		}
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
			found = round(receiver);
		}
		while (found && !isHeld() && !this.pace.isBreathing() && !this.relay.isClosed() && !this.relay.isAwaited());
		return found;
	}

	// Returns whether there may be more

	private boolean round(JdbcReceiver receiver) {
		boolean anew = !receiver.isMidway();
		boolean waits = receiver.isLocked();
		if (anew) {
			this.pass = new RelayPass(this.relay.store().clock());
			this.pace.begun();
		}
		if ((anew || waits) && this.state.getAndSet(State.LOOKING) == State.ASKED && !anew) {
			this.pass.repeat();
		}
		long begun = System.nanoTime();
		List<Delivery> found = receiver.receive(this.relay.batch(), waits ? WHILE_LOCKED : Duration.ZERO);
		if (!found.isEmpty()) {
			RelayedBatch batch = send(receiver, found);
			this.pass.sent(batch, System.nanoTime() - begun);
			passOver(receiver, batch, found.get(found.size() - 1));
			return true;
		}
		this.progress.succeeded();
		if (receiver.isLocked()) {
			this.pace.foundLocked();
			return !waits;
		}
		if (receiver.isMidway()) {
			this.pass.looked(System.nanoTime() - begun);
			return true;
		}
		this.pace.breathe(this.pass.inVainMillis());
		if (this.pass.isRepeated()) {
			return true;
		}
		this.pace.foundNothing();
		this.progress.recheck(this::isWaiting);
		this.progress.empty(this.pass.begun());
		return false;
	}

	private RelayedBatch send(JdbcReceiver receiver, List<Delivery> found) {
		RelayedBatch batch = new RelayedBatch(this.relay, receiver, this.progress, found);
		batch.send();
		this.progress.succeeded();
		this.stored |= batch.isStored();
		if (batch.isAway()) {
			this.pace.away(batch.pauseWhileAway());
			return batch;
		}
		this.pace.found();
		if (!batch.isFailed()) {
			this.progress.recheck(this::isWaiting);
		}
		return batch;
	}

	private void passOver(JdbcReceiver receiver, RelayedBatch batch, Delivery last) {
		if (!batch.isFailed() && !receiver.isMidway()) {
			return;
		}
		if (this.pass.isOver(last)) {
			receiver.beginAnew();
			this.pace.breathe(this.pass.inVainMillis());
		}
		else {
			receiver.passOver(last.position());
		}
	}

	private boolean isWaiting(long position) {
		List<Delivery> first = this.relay.store().browser().find(this.spec.topic(), GROUP, position - 1, 1);
		return !first.isEmpty() && first.get(0).position() == position;
	}

	private enum State {

		/** Nobody runs it. */
		IDLE,

		/**
		 * It is to look: something may have come since it looked, or be free because it
		 * has settled what was before.
		 */
		ASKED,

		/** It looks. */
		LOOKING

	}

}
