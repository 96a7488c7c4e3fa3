// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.OutboxBacklog;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * Moves committed messages from an outbox to their backend: receives them like a
 * subscription ordered by key, sends them in that order, and acknowledges what the
 * backend has stored. A message is sent again if the process dies in between, or stands
 * still for longer than its lease. What the backend refuses is kept and tried again, with
 * later messages of its key behind it.
 */
final class OutboxRelay implements AutoCloseable {

	private static final String GROUP = "relay";

	/** How long nobody else relays what one relay has taken. */
	static final Duration LEASE = Duration.ofSeconds(10);

	private static final Duration WAIT = Duration.ofMinutes(1);

	private static final long FIRST_PAUSE = 100;

	private static final long LONGEST_PAUSE = 30_000;

	private static final Duration REFUSED_PAUSE = Duration.ofMinutes(1);

	private static final long CLOSE_MILLIS = 3000;

	private final JdbcBackend store;

	private final ReceiverSpec spec;

	private final String backend;

	private final Sender sender;

	private final int batch;

	private final ExecutorService sending = Executors.newSingleThreadExecutor((task) -> {
		Thread thread = new Thread(task, "sprocket-pubsub-outbox-send");
		thread.setDaemon(true);
		return thread;
	});

	private final RelayProgress progress;

	private final Thread thread;

	private long leasedAt;

	private volatile Runnable wakeup = () -> {
	};

	private volatile boolean closed;

	OutboxRelay(JdbcBackend store, String topic, String backend, Sender sender, int batch, Duration lease) {
		this.store = store;
		this.spec = new ReceiverSpec(topic, GROUP, Ordering.KEY, lease);
		this.backend = backend;
		this.sender = sender;
		this.batch = batch;
		this.progress = new RelayProgress("The outbox for backend '" + backend + "'");
		store.declareGroup(topic, GROUP);
		this.thread = new Thread(this::work, "sprocket-pubsub-outbox");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private void work() {
		while (!this.closed) {
			try (Receiver receiver = this.store.openReceiver(this.spec, LaneListener.NONE)) {
				this.wakeup = receiver::wakeup;
				while (!this.closed) {
					round(receiver);
				}
			}
			catch (BackendException ex) {
				retryLater(ex.kind() + ": " + ex.getMessage());
			}
			catch (Throwable ex) {
				// nobody would begin anew until the next start
				retryLater(ex.toString());
			}
		}
	}

	// What this receiver cannot give back is not given to the next one before its lease
	// ends.

	private void retryLater(String failure) {
		if (!this.closed) {
			this.progress.failed(null, failure);
			this.progress.pause();
		}
	}

	private void round(Receiver receiver) {
		long begun = System.nanoTime();
		List<Delivery> found = receiver.receive(this.batch, WAIT);
		this.leasedAt = millis();
		if (found.isEmpty() || relay(receiver, found)) {
			this.progress.recheck(this::isWaiting);
		}
		if (found.isEmpty()) {
			this.progress.empty(begun);
		}
	}

	// Returns whether everything was stored

	private boolean relay(Receiver receiver, List<Delivery> found) {
		KeyRounds rounds = new KeyRounds(found);
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
			Duration longest = Duration.ofMillis(Math.max(FIRST_PAUSE, 2L * this.batch));
			Duration pause = shortest.dividedBy(4);
			this.progress.pause((pause.compareTo(longest) < 0) ? pause : longest);
		}
	}

	// How long a message waits for its next attempt. Each time longer, so that those
	// behind it have their turn, such as those of a topic that is not full; also where an
	// attempt takes long.

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
		CompletableFuture<List<SendOutcome>> sent = CompletableFuture
			.supplyAsync(() -> this.sender.send(messages), this.sending)
			.thenCompose(Function.identity());
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
			BackendException failure = (ex.getCause() instanceof BackendException known) ? known : new BackendException(
					ErrorKind.UNAVAILABLE, "Backend '%s' failed: %s".formatted(this.backend, ex.getCause()), ex);
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
		List<Delivery> first = this.store.browser().find(this.spec.topic(), GROUP, position - 1, 1);
		return !first.isEmpty() && first.get(0).position() == position;
	}

	OutboxBacklog backlog() {
		long waiting = this.store.lag(this.spec.topic(), GROUP).messages();
		List<Delivery> first = this.store.browser().find(this.spec.topic(), GROUP, 0, 1);
		return new OutboxBacklog(waiting, first.isEmpty() ? null : first.get(0).publishedAt(), this.progress.failure());
	}

	BackendException full(String topic, BackendException refusal) {
		String failure = this.progress.failure();
		return new BackendException(ErrorKind.FULL,
				"Topic '%s': the outbox for backend '%s' is full%s; ".formatted(topic, this.backend,
						(failure != null) ? ", it is held up by " + failure : "")
						+ "publish less, or raise sprocket.pubsub.backlog.max-messages",
				refusal);
	}

	void flush(Duration timeout) {
		this.progress.awaitEmpty(timeout, () -> this.wakeup.run());
	}

	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.progress.close();
		this.wakeup.run();
		try {
			this.thread.join(CLOSE_MILLIS);
			this.thread.interrupt();
			this.thread.join(CLOSE_MILLIS);
			this.sending.shutdownNow();
			this.sending.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			this.thread.interrupt();
			this.sending.shutdownNow();
			Thread.currentThread().interrupt();
		}
		this.store.close();
	}

}
