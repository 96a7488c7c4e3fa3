// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
import dev.sprocket.pubsub.spi.Settlement;

/**
 * Moves committed messages from an outbox to their backend: receives them like a
 * subscription ordered by key, sends them in that order, and acknowledges what the
 * backend has stored. A message is sent again if the process dies in between. What the
 * backend refuses is kept and tried again, with later messages of its key behind it.
 */
final class OutboxRelay implements AutoCloseable {

	private static final String GROUP = "relay";

	private static final Duration LEASE = Duration.ofSeconds(10);

	private static final Duration WAIT = Duration.ofMinutes(1);

	private static final Duration FULL_PAUSE = Duration.ofMillis(100);

	private static final Duration REFUSED_PAUSE = Duration.ofMinutes(1);

	private static final long KEEP_MILLIS = LEASE.toMillis() / 3;

	private static final long CLOSE_MILLIS = 3000;

	private final JdbcBackend store;

	private final ReceiverSpec spec;

	private final String backend;

	private final Sender sender;

	private final int batch;

	private final RelayProgress progress;

	private final Thread thread;

	private long keepAt;

	private volatile Runnable wakeup = () -> {
	};

	private volatile boolean closed;

	OutboxRelay(JdbcBackend store, String topic, String backend, Sender sender, int batch) {
		this.store = store;
		this.spec = new ReceiverSpec(topic, GROUP, Ordering.KEY, LEASE);
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

	// The next receiver is not given a key of which this one may still hold a message.

	private void retryLater(String failure) {
		if (!this.closed) {
			this.progress.failed(null, failure);
			this.progress.pause();
		}
	}

	private void round(Receiver receiver) {
		long begun = System.nanoTime();
		List<Delivery> found = receiver.receive(this.batch, WAIT);
		this.keepAt = millis() + KEEP_MILLIS;
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
		BackendException last = null;
		for (List<Delivery> next = rounds.next(); !next.isEmpty(); next = rounds.next()) {
			List<SendOutcome> outcomes = send(receiver, next, rounds.left());
			List<Settlement> settlements = new ArrayList<>();
			for (int i = 0; i < next.size(); i++) {
				Delivery delivery = next.get(i);
				BackendException failure = outcomes.get(i).failure();
				if (failure == null) {
					settlements.add(new Settlement.Ack(delivery));
					stored = true;
					continue;
				}
				settlements.add(refused(delivery, failure));
				rounds.refuse(delivery)
					.forEach((behind) -> settlements.add(new Settlement.Release(behind, Duration.ZERO, false)));
				last = failure;
			}
			receiver.settle(settlements);
		}
		pauseAfter(stored, last);
		return last == null;
	}

	private Settlement refused(Delivery delivery, BackendException failure) {
		OutboundMessage message = Envelope.open(delivery);
		this.progress.failed(delivery.position(), "message %s of topic '%s': %s: %s".formatted(message.id(),
				message.topic(), failure.kind(), failure.getMessage()));
		return new Settlement.Release(delivery, pause(failure), true);
	}

	private void pauseAfter(boolean stored, @Nullable BackendException failure) {
		if (stored || failure == null) {
			this.progress.stored();
		}
		else if (pause(failure).isZero()) {
			this.progress.pause();
		}
		else {
			this.progress.pause(FULL_PAUSE);
		}
	}

	// A backend that is down holds up everything, a message that it refuses only its key.

	private static Duration pause(BackendException failure) {
		return switch (failure.kind()) {
			case UNAVAILABLE, TIMEOUT, CLOSED -> Duration.ZERO;
			case FULL -> FULL_PAUSE;
			default -> REFUSED_PAUSE;
		};
	}

	// Keeps the leases while the backend is at it, however long that takes: nobody else
	// sends these messages meanwhile.

	private List<SendOutcome> send(Receiver receiver, List<Delivery> next, List<Delivery> later) {
		try {
			CompletableFuture<List<SendOutcome>> sent = this.sender.send(next.stream().map(Envelope::open).toList());
			while (true) {
				try {
					return sent.get(Math.max(1, this.keepAt - millis()), TimeUnit.MILLISECONDS);
				}
				catch (TimeoutException ex) {
					receiver.settle(Stream.concat(next.stream(), later.stream())
						.<Settlement>map((kept) -> new Settlement.Extend(kept, LEASE))
						.toList());
					this.keepAt = millis() + KEEP_MILLIS;
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
		}
		catch (InterruptedException ex) {
			this.thread.interrupt();
			Thread.currentThread().interrupt();
		}
		this.store.close();
	}

}
