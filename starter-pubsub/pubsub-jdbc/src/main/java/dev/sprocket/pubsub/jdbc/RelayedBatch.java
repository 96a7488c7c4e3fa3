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
import java.util.stream.Stream;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * Messages that a relay has leased: sends them to the backend, one of each key at a time,
 * acknowledges what is stored, and gives back what is not, with what is behind it. Keeps
 * the leases meanwhile.
 */
final class RelayedBatch {

	private static final long FIRST_PAUSE = 100;

	private static final long LONGEST_PAUSE = 30_000;

	private static final Duration REFUSED_PAUSE = Duration.ofMinutes(1);

	private final OutboxRelay relay;

	private final Receiver receiver;

	private final RelayProgress progress;

	private final KeyRounds rounds;

	private long leasedAt;

	private boolean stored;

	private boolean failed;

	private long pauseWhileAway = Long.MAX_VALUE;

	RelayedBatch(OutboxRelay relay, Receiver receiver, RelayProgress progress, List<Delivery> found) {
		this.relay = relay;
		this.receiver = receiver;
		this.progress = progress;
		this.rounds = new KeyRounds(found);
		this.leasedAt = leasedAt(found.get(0));
	}

	// Return whether something was stored.

	boolean isStored() {
		return this.stored;
	}

	// Return whether something was not.

	boolean isFailed() {
		return this.failed;
	}

	// Return whether nothing was stored and something may be once the backend is back.

	boolean isAway() {
		return !this.stored && this.pauseWhileAway < Long.MAX_VALUE;
	}

	// Return after how long the first of them is due, in milliseconds.

	long pauseWhileAway() {
		return this.pauseWhileAway;
	}

	void send() {
		List.copyOf(this.rounds.left()).forEach(this::leaveUnreadable);
		for (List<Delivery> next = next(); !next.isEmpty(); next = next()) {
			long begun = millis();
			List<SendOutcome> outcomes = send(next);
			leaveLost(next, this.receiver.settle(settlements(next, outcomes, millis() - begun)));
		}
	}

	private List<Settlement> settlements(List<Delivery> sent, List<SendOutcome> outcomes, long took) {
		List<Settlement> settlements = new ArrayList<>();
		List<Delivery> behind = new ArrayList<>();
		for (int i = 0; i < sent.size(); i++) {
			Delivery delivery = sent.get(i);
			BackendException failure = outcomes.get(i).failure();
			if (failure == null) {
				settlements.add(new Settlement.Ack(delivery));
				this.stored = true;
				continue;
			}
			note(delivery, failure);
			this.failed = true;
			settlements.add(new Settlement.Release(delivery, pause(delivery, failure, took), true));
			behind.addAll(this.rounds.behind(delivery));
		}
		settlements.addAll(unsent(behind));
		return settlements;
	}

	private void leaveUnreadable(Delivery delivery) {
		try {
			Envelope.open(delivery);
		}
		catch (RuntimeException ex) {
			this.progress.failed(delivery.position(), OutboxRelay.text(ex));
			this.failed = true;
			List<Delivery> behind = this.rounds.behind(delivery);
			behind.remove(delivery);
			List<Settlement> settlements = new ArrayList<>(unsent(behind));
			settlements.add(new Settlement.Release(delivery, REFUSED_PAUSE, true));
			this.receiver.settle(settlements);
		}
	}

	private void note(Delivery delivery, BackendException failure) {
		OutboundMessage message = Envelope.open(delivery);
		this.progress.failed(delivery.position(), "message %s of topic '%s': %s: %s".formatted(message.id(),
				message.topic(), failure.kind(), failure.getMessage()));
	}

	// How long a message waits for its next attempt. Each time longer, so that those
	// behind it have their turn; also where an attempt takes long.

	private Duration pause(Delivery delivery, BackendException failure, long took) {
		return switch (failure.kind()) {
			case UNAVAILABLE, TIMEOUT, CLOSED, FULL -> {
				long growing = Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(delivery.attempt(), 10));
				long pause = Math.max(growing, Math.min(4 * LONGEST_PAUSE, 4 * took));
				this.pauseWhileAway = Math.min(this.pauseWhileAway, pause);
				yield Duration.ofMillis(pause);
			}
			default -> REFUSED_PAUSE;
		};
	}

	// Sends on another thread, and keeps the leases while the backend is at it, however
	// long that takes. Nobody else sends these messages meanwhile, unless this process
	// stands still or the leases cannot be written.

	private List<SendOutcome> send(List<Delivery> next) {
		List<OutboundMessage> messages = next.stream().map(Envelope::open).toList();
		CompletableFuture<List<SendOutcome>> sent = this.relay.send(messages);
		try {
			while (true) {
				try {
					return sent.get(keepAfter(), TimeUnit.MILLISECONDS);
				}
				catch (TimeoutException ex) {
					keepIfPossible(next);
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

	private List<Delivery> next() {
		if (millis() - this.leasedAt >= keepAfter()) {
			// somebody else may have gone on
			keep(List.of());
		}
		return this.rounds.next();
	}

	// If it is not, the leases may run out; what is under way is awaited all the same.

	private void keepIfPossible(List<Delivery> sending) {
		try {
			keep(sending);
		}
		catch (BackendException ex) {
			this.progress.failed(null, ex.kind() + ": " + ex.getMessage());
		}
	}

	private void keep(List<Delivery> sending) {
		List<Delivery> held = Stream.concat(sending.stream(), this.rounds.left().stream()).toList();
		List<SettleOutcome> outcomes = this.receiver
			.settle(held.stream().<Settlement>map((kept) -> new Settlement.Extend(kept, this.relay.lease())).toList());
		this.leasedAt = millis();
		leaveLost(held, outcomes);
	}

	// What another relay holds by now is left to it, with what is behind it.

	private void leaveLost(List<Delivery> held, List<SettleOutcome> outcomes) {
		List<Delivery> behind = new ArrayList<>();
		for (int i = 0; i < held.size(); i++) {
			if (outcomes.get(i) == SettleOutcome.STALE) {
				behind.addAll(this.rounds.behind(held.get(i)));
			}
		}
		if (!behind.isEmpty()) {
			this.receiver.settle(unsent(behind));
		}
	}

	private static List<Settlement> unsent(List<Delivery> deliveries) {
		return deliveries.stream()
			.<Settlement>map((delivery) -> new Settlement.Release(delivery, Duration.ZERO, false))
			.toList();
	}

	private long keepAfter() {
		return this.relay.lease().toMillis() / 3;
	}

	// By the clock of this process that nobody sets: a claim may take long.

	private long leasedAt(Delivery delivery) {
		Instant until = Objects.requireNonNull(delivery.leaseUntil());
		Duration left = Duration.between(this.relay.store().clock().instant(), until);
		return millis() - this.relay.lease().minus(left).toMillis();
	}

	private static long millis() {
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
	}

}
