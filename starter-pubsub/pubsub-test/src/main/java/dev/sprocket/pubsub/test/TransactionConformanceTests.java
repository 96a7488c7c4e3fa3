// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.context.RequestContext;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.PublishAllResult;
import dev.sprocket.pubsub.PublishResult;
import dev.sprocket.pubsub.PublishResult.Stage;
import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.TransactionPolicy;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.OutboxFactory;
import dev.sprocket.pubsub.spi.Sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Group P of the conformance suite: publishing inside a transaction; the inbox is in
 * {@link InboxConformanceTests}.
 */
abstract class TransactionConformanceTests extends ConformanceTests {

	private static final Duration LONG = Duration.ofHours(1);

	@Test
	@DisplayName("P1 rolled back is never published, committed is")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p1RolledBackIsNeverPublishedAndCommittedIs() throws Exception {
		Instance instance = startTransactional();
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("g"), handler);
		assertThatExceptionOfType(DeliberateException.class).isThrownBy(() -> inTransaction(() -> {
			assertThat(instance.publish(topic(), "rolled back").stage()).isEqualTo(Stage.ENLISTED);
			throw new DeliberateException();
		}));
		inTransaction(() -> {
			instance.publish(topic(), "committed");
			instance.publisher().publishAsync(message("committed, too")).join();
			patience().holds("nothing before the commit", () -> handler.count() == 0);
			return true;
		});
		assertThat(instance.publish(topic(), "outside").stage()).isEqualTo(Stage.STORED);
		handler.await(3);
		neverMore(handler, 3);
		assertThat(handler.payloads()).containsExactlyInAnyOrder("committed", "committed, too", "outside");
	}

	@Test
	@DisplayName("P1 a publisher may require a transaction")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p1PublisherMayRequireATransaction() {
		Instance instance = startTransactional();
		assertThatExceptionOfType(PubSubException.class)
			.isThrownBy(
					() -> instance.publisher().withTransactions(TransactionPolicy.REQUIRE).publish(topic(), "alone"))
			.withMessageContaining(topic())
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.INVALID));
	}

	@Test
	@DisplayName("P1 a publisher may bypass a transaction")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p1PublisherMayBypassATransaction() {
		Instance instance = startTransactional();
		RecordingHandler<String> handler = recorder();
		List<CompletableFuture<PublishResult>> results = new ArrayList<>();
		instance.subscribe(spec("g"), handler);
		assertThatExceptionOfType(DeliberateException.class).isThrownBy(() -> inTransaction(() -> {
			Publisher bypass = instance.publisher().withTransactions(TransactionPolicy.BYPASS);
			// not awaited here: a store with one writer stores it after the rollback
			results.add(bypass.publishAsync(message("bypassed")));
			throw new DeliberateException();
		}));
		assertThat(await(results.get(0)).stage()).isEqualTo(Stage.STORED);
		handler.await(1);
		neverMore(handler, 1);
		assertThat(handler.payloads()).containsExactly("bypassed");
	}

	@Test
	@DisplayName("P1 a read-only transaction is refused in words")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p1ReadOnlyTransactionIsRefused() {
		Instance instance = startTransactional();
		assertThatExceptionOfType(PubSubException.class)
			.isThrownBy(() -> transactions().execute(true, () -> instance.publish(topic(), "x")))
			.withMessageContaining("read-only")
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.INVALID));
	}

	@Test
	@DisplayName("P2 killed right after the commit: the message is delivered by another instance")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p2MessageIsDeliveredThoughTheProcessIsKilledAfterTheCommit() throws Exception {
		Instance first = startTransactional();
		if (transactions().outbox() != null) {
			// else some may have been relayed, and are again, as nobody took note of it
			first.backend().failSends(Integer.MAX_VALUE, ErrorKind.UNAVAILABLE, (message) -> true);
		}
		inTransaction(() -> IntStream.range(0, 10).mapToObj((number) -> first.publish(topic(), "m" + number)).toList());
		kill(first);
		RecordingHandler<String> handler = recorder();
		startTransactional().subscribe(spec("g"), handler);
		handler.await(10);
		neverMore(handler, 10);
	}

	@Test
	@DisplayName("P3 order per key is kept through transactions of two instances")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p3OrderPerKeyIsKept() throws Exception {
		List<Instance> instances = List.of(startTransactional(), startTransactional());
		RecordingHandler<String> handler = recorder();
		instances.forEach((instance) -> instance.subscribe(spec("g").ordering(Ordering.KEY).concurrency(4), handler));
		for (int round = 0; round < 10; round++) {
			Instance instance = instances.get(round % 2);
			int first = round * 4;
			inTransaction(() -> IntStream.range(first, first + 4)
				.mapToObj((number) -> instance.publish(message(String.valueOf(number)).key("k" + number % 2)))
				.toList());
		}
		handler.await(40);
		for (String key : List.of("k0", "k1")) {
			assertThat(handler.messages().stream().filter((message) -> key.equals(message.key())))
				.extracting((message) -> Integer.parseInt(message.payload()))
				.isSorted();
		}
	}

	@Test
	@DisplayName("P4 a duplicate id is stored once, in a batch and in a transaction, too")
	@Requires(Capability.DEDUPLICATION)
	void p4DuplicateIdIsStoredOnce() throws Exception {
		Instance instance = start();
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("g"), handler);
		instance.publish(message("first").deduplicationId("a"));
		PublishAllResult batch = instance.publisher()
			.publishAll(List.of(message("again").deduplicationId("a"), message("other").deduplicationId("b"),
					message("other again").deduplicationId("b"), message("without")));
		assertThat(batch.isComplete()).isTrue();
		if (harness().transactions().isPresent()) {
			Instance transactional = startTransactional();
			inTransaction(() -> transactional.publish(message("in a transaction").deduplicationId("a")));
		}
		handler.await(3);
		neverMore(handler, 3);
		assertThat(handler.payloads()).containsExactlyInAnyOrder("first", "other", "without");
	}

	@Test
	@DisplayName("P4 a deduplication id is refused in words where the backend has no such window")
	@Refusal
	void p4DeduplicationIsRefusedWhereTheBackendHasNone() {
		Instance instance = startWithout(Capability.DEDUPLICATION);
		assertThatExceptionOfType(PubSubException.class)
			.isThrownBy(() -> instance.publish(message("x").deduplicationId("a")))
			.withMessageContaining(topic())
			.withMessageContaining(instance.backend().name())
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.UNSUPPORTED));
	}

	@Test
	@DisplayName("P9 the outbox fails: the business transaction fails, nothing is left of either")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p9BusinessTransactionFailsWithTheOutbox() throws Exception {
		Effects effects = new Effects(transactions().dataSource());
		AtomicBoolean broken = new AtomicBoolean();
		Instance instance = start(new FaultyBackend(open()),
				(builder) -> builder.outbox((backend, sender) -> new FaultyOutbox(outbox(backend, sender), broken)));
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("g"), handler);
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> inTransaction(() -> {
			effects.add("order");
			instance.publish(topic(), "first");
			broken.set(true);
			instance.publish(topic(), "second");
			return true;
		})).satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
		neverMore(handler, 0);
		assertThat(effects.all()).isEmpty();
	}

	@Test
	@DisplayName("P10 the request id passes through the outbox")
	@Requires(Capability.TRANSACTIONAL_PUBLISH)
	void p10RequestIdPassesThroughTheOutbox() throws Exception {
		Instance instance = startTransactional();
		List<String> requestIds = new CopyOnWriteArrayList<>();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			RequestContext context = RequestContext.current();
			requestIds.add((context != null) ? context.requestId() : "none");
		});
		instance.subscribe(spec("g"), handler);
		try (RequestContext.Scope scope = RequestContext.of("request-9").open()) {
			assertThat(scope).isNotNull();
			inTransaction(() -> instance.publish(topic(), "x"));
		}
		patience().until("the request id", () -> requestIds.contains("request-9"));
		assertThat(handler.messages()).extracting(Message::payload).containsExactly("x");
	}

	private Outbox outbox(Backend backend, Sender sender) {
		OutboxFactory factory = transactions().outbox();
		return (factory != null) ? factory.create(backend, sender) : Objects.requireNonNull(backend.outbox());
	}

	private Transactions transactions() {
		return harness().transactions().orElseThrow();
	}

	private Instance startTransactional() {
		return start(new FaultyBackend(open()),
				(builder) -> builder.outbox(transactions().outbox()).inbox(transactions().inbox(LONG)));
	}

	private <T> T inTransaction(Callable<T> work) throws Exception {
		return transactions().execute(false, work);
	}

	/**
	 * An outbox whose database can go away.
	 */
	private record FaultyOutbox(Outbox delegate, AtomicBoolean broken) implements Outbox {

		@Override
		public boolean isTransactionActive() {
			return this.delegate.isTransactionActive();
		}

		@Override
		public void enlist(List<OutboundMessage> messages) {
			if (this.broken.get()) {
				throw new BackendException(ErrorKind.UNAVAILABLE, "The database went away", null);
			}
			this.delegate.enlist(messages);
		}

		@Override
		public void close() {
			this.delegate.close();
		}

	}

}
