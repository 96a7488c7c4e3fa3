// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.jdbc.Arrivals.Reason;
import dev.sprocket.pubsub.jdbc.Arrivals.Signal;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.OutboxBacklog;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

/**
 * Moves committed messages from an outbox to their backend. What goes to a topic is in a
 * queue of its own and relayed by itself, so that no topic waits for another that is slow
 * or takes nothing. That begins when this process has committed something, and when one
 * query, as often as a subscription polls, finds what is due, or others have left.
 */
final class OutboxRelay implements AutoCloseable {

	/** How long nobody else relays what one relay has taken. */
	static final Duration LEASE = Duration.ofSeconds(10);

	/** How many topics are relayed at a time; each may hold 8 MiB. */
	private static final int TOPICS = 16;

	private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(50);

	private static final long CLOSE_MILLIS = 3000;

	private final JdbcBackend store;

	private final String prefix;

	private final String backend;

	private final Sender sender;

	private final int batch;

	private final Duration lease;

	private final Map<String, RelayedTopic> topics = new ConcurrentHashMap<>();

	private final ThreadPoolExecutor relaying = threads("sprocket-pubsub-outbox-relay");

	/** A sender may block for as long as the backend takes. */
	private final ThreadPoolExecutor sending = threads("sprocket-pubsub-outbox-send");

	private final Signal progressed = new Signal();

	private final RelayProgress looks;

	private final Signal looking = new Signal();

	private final Thread thread;

	private volatile boolean closed;

	OutboxRelay(JdbcBackend store, String prefix, String backend, Sender sender, int batch, Duration lease) {
		this.store = store;
		this.prefix = prefix;
		this.backend = backend;
		this.sender = sender;
		this.batch = batch;
		this.lease = lease;
		this.looks = new RelayProgress("The outbox for backend '" + backend + "'", this::progressed);
		store.watch(this::arrived);
		this.thread = new Thread(this::work, "sprocket-pubsub-outbox");
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private static ThreadPoolExecutor threads(String name) {
		ThreadPoolExecutor threads = new ThreadPoolExecutor(TOPICS, TOPICS, 10, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), (task) -> {
					Thread thread = new Thread(task, name);
					thread.setDaemon(true);
					return thread;
				});
		threads.allowCoreThreadTimeOut(true);
		return threads;
	}

	private void work() {
		while (!this.closed) {
			long begun = System.nanoTime();
			long wait;
			try {
				wait = look();
				this.looks.succeeded();
				this.looks.clear();
			}
			catch (Throwable ex) {
				// nobody would look until the next start
				this.looks.failed(null, text(ex));
				wait = this.looks.nextPause().toMillis();
			}
			this.looks.empty(begun);
			this.looking.awaitWakeup(TimeUnit.MILLISECONDS.toNanos(wait));
		}
	}

	static String text(Throwable failure) {
		return (failure instanceof BackendException known) ? known.kind() + ": " + known.getMessage()
				: failure.toString();
	}

	// Begin to relay what is due. Returns when to look again, in milliseconds

	private long look() {
		long now = this.store.clock().millis();
		long wait = Math.min(this.store.pollInterval().toMillis(), RelayPace.LONGEST_REST);
		Set<String> waiting = new HashSet<>();
		for (OutboxQueue queue : this.store.read((session) -> OutboxQueue.find(session, this.prefix))) {
			RelayedTopic topic = topic(queue.name());
			waiting.add(queue.name());
			long dueIn = topic.dueIn(queue, now);
			if (dueIn > 0) {
				wait = Math.min(wait, dueIn);
			}
			else if (topic.isIdle()) {
				begin(topic);
			}
		}
		this.topics.forEach((name, topic) -> {
			if (!waiting.contains(name) && topic.isIdle()) {
				topic.progress().clear();
			}
		});
		return wait;
	}

	private RelayedTopic topic(String queue) {
		return this.topics.computeIfAbsent(queue, (name) -> new RelayedTopic(this, name));
	}

	private void arrived(String queue) {
		if (queue.startsWith(this.prefix)) {
			RelayedTopic topic = topic(queue);
			if (topic.arrived()) {
				execute(topic);
			}
		}
	}

	private void begin(RelayedTopic topic) {
		if (!topic.isHeld() && topic.begin()) {
			execute(topic);
		}
	}

	// What cannot be begun now, for want of threads or because this is closed, is by a
	// later look or process.

	void execute(RelayedTopic topic) {
		try {
			this.relaying.execute(topic);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			topic.notBegun();
			topic.progress().failed(null, text(ex));
		}
	}

	// Return whether a topic waits for the end of another's turn.

	boolean isAwaited() {
		return !this.relaying.getQueue().isEmpty();
	}

	// The turn of a topic has ended. lookAgain: whether it may be time for the next one
	// sooner than was known

	void ended(boolean lookAgain) {
		if (lookAgain) {
			lookAgain();
		}
		progressed();
	}

	void lookAgain() {
		this.looking.wakeup();
	}

	void progressed() {
		this.progressed.arrived();
	}

	boolean isClosed() {
		return this.closed;
	}

	JdbcBackend store() {
		return this.store;
	}

	String backend() {
		return this.backend;
	}

	int batch() {
		return this.batch;
	}

	Duration lease() {
		return this.lease;
	}

	CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> messages) {
		return CompletableFuture.supplyAsync(() -> this.sender.send(messages), this.sending)
			.thenCompose(Function.identity());
	}

	OutboxBacklog backlog() {
		long now = this.store.clock().millis();
		return this.store.read((session) -> OutboxQueue.backlog(session, this.prefix, now, failure()));
	}

	private @Nullable String failure() {
		return Stream.concat(Stream.of(this.looks), this.topics.values().stream().map(RelayedTopic::progress))
			.map(RelayProgress::failure)
			.filter(Objects::nonNull)
			.findFirst()
			.orElse(null);
	}

	BackendException full(String topic, BackendException refusal) {
		RelayedTopic relayed = this.topics.get(OutboxQueue.name(this.prefix, topic));
		String failure = (relayed != null) ? relayed.progress().failure() : this.looks.failure();
		return new BackendException(ErrorKind.FULL,
				"Topic '%s': the outbox for backend '%s' is full%s; ".formatted(topic, this.backend,
						(failure != null) ? ", it is held up by " + failure : "")
						+ "publish less, or raise sprocket.pubsub.backlog.max-messages",
				refusal);
	}

	// Wait until a look that begins from now on finds nothing, or all that is left is
	// held up.

	void flush(Duration timeout) {
		long begun = System.nanoTime();
		long left = timeout.toNanos();
		this.looking.wakeup();
		this.topics.values().forEach(this::begin);
		Reason reason = Reason.ARRIVAL;
		while (left > 0 && !this.closed && reason != Reason.WAKEUP && isBusySince(begun)) {
			this.topics.values()
				.stream()
				.filter((topic) -> topic.isIdle() && topic.isBusySince(begun))
				.forEach(this::begin);
			reason = this.progressed.await(this.progressed.arrivals(), Math.min(left, LOOK_EVERY));
			left = timeout.toNanos() - (System.nanoTime() - begun);
		}
	}

	private boolean isBusySince(long begun) {
		return this.looks.isBusySince(begun)
				|| this.topics.values().stream().anyMatch((topic) -> topic.isBusySince(begun));
	}

	@Override
	public void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.looking.wakeup();
		try {
			this.thread.join(CLOSE_MILLIS);
			end(this.relaying);
			end(this.sending);
		}
		catch (InterruptedException ex) {
			this.relaying.shutdownNow();
			this.sending.shutdownNow();
			Thread.currentThread().interrupt();
		}
		this.store.close();
	}

	private static void end(ExecutorService threads) throws InterruptedException {
		threads.shutdown();
		if (!threads.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
			threads.shutdownNow();
			threads.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
		}
	}

}
