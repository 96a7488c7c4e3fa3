// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * What an outbox holds for one topic, on its way to the backend: received like a
 * subscription ordered by key, sent in that order, and acknowledged when the backend has
 * stored it. A message is sent again if the process dies in between, or stands still for
 * longer than its lease. What the backend refuses is kept and tried again, with later
 * messages of its key behind it.
 */
final class RelayedTopic implements Runnable {

	/** The group of all queues of outboxes. */
	static final String GROUP = "relay";

	/** For how long it waits for more before it ends. */
	private static final Duration LINGER = Duration.ofSeconds(1);

	/**
	 * When it looks again by itself if it has found nothing among messages that are
	 * ready: they are behind others of their keys, or another process relays.
	 */
	private static final Duration REST = Duration.ofSeconds(10);

	private static final long FIRST_PAUSE = 100;

	private static final long LONGEST_PAUSE = 30_000;

	private static final Duration REFUSED_PAUSE = Duration.ofMinutes(1);

	private final OutboxRelay relay;

	private final ReceiverSpec spec;

	private final RelayProgress progress;

	private final AtomicReference<State> state = new AtomicReference<>(State.IDLE);

	private volatile long restsUntil = System.nanoTime();

	private long leasedAt;

	private volatile Runnable wakeup = () -> {
	};

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

	// Return whether it is time to look at a queue that has messages.

	boolean isDue(OutboxQueue queue, long now) {
		return queue.due() <= now || (queue.ready() && System.nanoTime() - this.restsUntil >= 0);
	}

	// Return whether it has to look since then, and is not held up.

	boolean isBusySince(long begun) {
		return !isIdle() && this.progress.isBusySince(begun);
	}

	RelayProgress progress() {
		return this.progress;
	}

	void wakeup() {
		this.wakeup.run();
	}

	@Override
	public void run() {
		boolean more = false;
		try (Receiver receiver = this.relay.store().openReceiver(this.spec, LaneListener.NONE)) {
			this.wakeup = receiver::wakeup;
			more = relay(receiver);
		}
		catch (Throwable ex) {
			// nobody would begin anew until the next start
			retryLater(OutboxRelay.text(ex));
		}
		finally {
			more |= !this.state.compareAndSet(State.LOOKING, State.IDLE);
			this.state.set(State.IDLE);
			this.relay.ended(this, more);
		}
	}

	// Returns whether it may have more and leaves that to its next turn

	private boolean relay(Receiver receiver) {
		boolean found;
		do {
			this.state.set(State.LOOKING);
			found = round(receiver);
		}
		while (found && !this.relay.isClosed() && !this.relay.isAwaited());
		return found;
	}

	// What this receiver cannot give back is not given to the next one before its lease
	// ends.

	private void retryLater(String failure) {
		if (!this.relay.isClosed()) {
			this.progress.failed(null, failure);
			this.progress.pause();
		}
	}

	// Returns whether there was something

	private boolean round(Receiver receiver) {
		long begun = System.nanoTime();
		List<Delivery> found = receiver.receive(this.relay.batch(), this.relay.isAwaited() ? Duration.ZERO : LINGER);
		if (found.isEmpty()) {
			this.restsUntil = System.nanoTime() + REST.toNanos();
			this.progress.recheck(this::isWaiting);
			this.progress.empty(begun);
			return false;
		}
		this.leasedAt = leasedAt(found.get(0));
		if (relay(receiver, found)) {
			this.progress.recheck(this::isWaiting);
		}
		return true;
	}

	// By the clock of this process that nobody sets: a claim may take long.

	private long leasedAt(Delivery delivery) {
		Instant until = Objects.requireNonNull(delivery.leaseUntil());
		Duration left = Duration.between(this.relay.store().clock().instant(), until);
		return millis() - this.spec.lease().minus(left).toMillis();
	}

	// Returns whether everything was stored

	private boolean relay(Receiver receiver, List<Delivery> found) {
		KeyRounds rounds = new KeyRounds(found);
		found.forEach((delivery) -> leaveUnreadable(receiver, delivery, rounds));
		boolean stored = false;
		Duration shortest = null;
		for (List<Delivery> next = next(receiver, rounds); !next.isEmpty(); next = next(receiver, rounds)) {
			long begun = millis();
			List<SendOutcome> outcomes = send(receiver, next, rounds);
			long took = millis() - begun;
			List<Settlement> settlements = new ArrayList<>();
			List<Delivery> behind = new ArrayList<>();
			for (int i = 0; i < next.size(); i++) {
				Delivery delivery = next.get(i);
				BackendException failure = outcomes.get(i).failure();
				if (failure == null) {
					settlements.add(new Settlement.Ack(delivery));
					stored = true;
					continue;
				}
				note(delivery, failure);
				Duration pause = pause(delivery, failure, took);
				settlements.add(new Settlement.Release(delivery, pause, true));
				behind.addAll(rounds.behind(delivery));
				shortest = (shortest == null || pause.compareTo(shortest) < 0) ? pause : shortest;
			}
			settlements.addAll(unsent(behind));
			leaveLost(receiver, next, receiver.settle(settlements), rounds);
		}
		pauseAfter(stored, shortest);
		return shortest == null;
	}

	private void leaveUnreadable(Receiver receiver, Delivery delivery, KeyRounds rounds) {
		try {
			Envelope.open(delivery);
		}
		catch (RuntimeException ex) {
			this.progress.failed(delivery.position(), OutboxRelay.text(ex));
			List<Delivery> behind = rounds.behind(delivery);
			behind.remove(delivery);
			List<Settlement> settlements = new ArrayList<>(unsent(behind));
			settlements.add(new Settlement.Release(delivery, REFUSED_PAUSE, true));
			receiver.settle(settlements);
		}
	}

	private void note(Delivery delivery, BackendException failure) {
		OutboundMessage message = Envelope.open(delivery);
		this.progress.failed(delivery.position(), "message %s of topic '%s': %s: %s".formatted(message.id(),
				message.topic(), failure.kind(), failure.getMessage()));
	}

	// A backend that is down is not asked all the time. What waits behind these messages
	// is reached before they are due again.

	private void pauseAfter(boolean stored, @Nullable Duration shortest) {
		if (stored || shortest == null) {
			this.progress.stored();
		}
		else {
			Duration longest = Duration.ofMillis(Math.max(FIRST_PAUSE, 2L * this.relay.batch()));
			Duration pause = shortest.dividedBy(4);
			this.progress.pause((pause.compareTo(longest) < 0) ? pause : longest);
		}
	}

	// How long a message waits for its next attempt. Each time longer, so that those
	// behind it have their turn; also where an attempt takes long.

	private static Duration pause(Delivery delivery, BackendException failure, long took) {
		return switch (failure.kind()) {
			case UNAVAILABLE, TIMEOUT, CLOSED, FULL -> {
				long growing = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(delivery.attempt(), 10));
				yield Duration.ofMillis(Math.max(growing, Math.min(4 * LONGEST_PAUSE, 4 * took)));
			}
			default -> REFUSED_PAUSE;
		};
	}

	// Sends on another thread, and keeps the leases while the backend is at it, however
	// long that takes. Nobody else sends these messages meanwhile, unless this process
	// stands still or the leases cannot be written.

	private List<SendOutcome> send(Receiver receiver, List<Delivery> next, KeyRounds rounds) {
		List<OutboundMessage> messages = next.stream().map(Envelope::open).toList();
		CompletableFuture<List<SendOutcome>> sent = this.relay.send(messages);
		try {
			while (true) {
				try {
					return sent.get(keepAfter(), TimeUnit.MILLISECONDS);
				}
				catch (TimeoutException ex) {
					keepIfPossible(receiver, next, rounds);
				}
			}
		}
		catch (ExecutionException ex) {
			BackendException failure = (ex.getCause() instanceof BackendException known) ? known
					: new BackendException(ErrorKind.UNAVAILABLE,
							"Backend '%s' failed: %s".formatted(this.relay.backend(), ex.getCause()), ex);
			return Collections.nCopies(next.size(), SendOutcome.failed(failure));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new BackendException(ErrorKind.CLOSED, "The outbox was closed", ex);
		}
	}

	private List<Delivery> next(Receiver receiver, KeyRounds rounds) {
		if (millis() - this.leasedAt >= keepAfter()) {
			// somebody else may have gone on
			keep(receiver, List.of(), rounds);
		}
		return rounds.next();
	}

	// If it is not, the leases may run out; what is under way is awaited all the same.

	private void keepIfPossible(Receiver receiver, List<Delivery> sending, KeyRounds rounds) {
		try {
			keep(receiver, sending, rounds);
		}
		catch (BackendException ex) {
			this.progress.failed(null, ex.kind() + ": " + ex.getMessage());
		}
	}

	private void keep(Receiver receiver, List<Delivery> sending, KeyRounds rounds) {
		List<Delivery> held = Stream.concat(sending.stream(), rounds.left().stream()).toList();
		List<SettleOutcome> outcomes = receiver
			.settle(held.stream().<Settlement>map((kept) -> new Settlement.Extend(kept, this.spec.lease())).toList());
		this.leasedAt = millis();
		leaveLost(receiver, held, outcomes, rounds);
	}

	// What another relay holds by now is left to it, with what is behind it.

	private static void leaveLost(Receiver receiver, List<Delivery> held, List<SettleOutcome> outcomes,
			KeyRounds rounds) {
		List<Delivery> behind = new ArrayList<>();
		for (int i = 0; i < held.size(); i++) {
			if (outcomes.get(i) == SettleOutcome.STALE) {
				behind.addAll(rounds.behind(held.get(i)));
			}
		}
		if (!behind.isEmpty()) {
			receiver.settle(unsent(behind));
		}
	}

	private static List<Settlement> unsent(List<Delivery> deliveries) {
		return deliveries.stream()
			.<Settlement>map((delivery) -> new Settlement.Release(delivery, Duration.ZERO, false))
			.toList();
	}

	private long keepAfter() {
		return this.spec.lease().toMillis() / 3;
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
