// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a batch of which some messages are delayed.
 */
class HoldingSenderTests {

	private static final List<OutboundMessage> BATCH = List.of(message("now-1", null), message("later", Instant.MAX),
			message("now-2", null));

	private final Place backend = new Place();

	private final Place outbox = new Place();

	private final HoldingSender sender = new HoldingSender(this.backend, this.outbox);

	@Test
	void whenSomeAreDelayedThenTheOutboxGetsThoseAndTheBackendTheOthers() {
		assertThat(failures()).containsExactly(null, null, null);
		assertThat(this.backend.stored).containsExactly("now-1", "now-2");
		assertThat(this.outbox.stored).containsExactly("later");
	}

	@Test
	void whenTheOutboxFailsThenWhatTheBackendHasStoredIsStored() {
		this.outbox.failure = new BackendException(ErrorKind.UNAVAILABLE, "no database", null);
		assertThat(failures()).containsExactly(null, ErrorKind.UNAVAILABLE, null);
	}

	@Test
	void whenTheBackendFailsThenWhatTheOutboxHasStoredIsStored() {
		this.backend.failure = new BackendException(ErrorKind.CLOSED, "closed", null);
		assertThat(failures()).containsExactly(ErrorKind.CLOSED, null, ErrorKind.CLOSED);
	}

	@Test
	void whenTheOutboxIsDoneThenItsThreadDoesNotDoWhatFollows() {
		AtomicReference<Thread> writer = new AtomicReference<>();
		CompletableFuture<List<SendOutcome>> held = new CompletableFuture<>();
		this.outbox.answer = held;
		CompletableFuture<Thread> follows = this.sender.send(BATCH).thenApply((outcomes) -> Thread.currentThread());
		CompletableFuture.runAsync(() -> {
			writer.set(Thread.currentThread());
			held.complete(List.of(SendOutcome.stored(null)));
		}).join();
		assertThat(follows.join()).isNotSameAs(writer.get());
	}

	private List<@Nullable ErrorKind> failures() {
		List<@Nullable ErrorKind> kinds = new ArrayList<>();
		for (SendOutcome outcome : this.sender.send(BATCH).join()) {
			BackendException failure = outcome.failure();
			kinds.add((failure != null) ? failure.kind() : null);
		}
		return kinds;
	}

	private static OutboundMessage message(String id, @Nullable Instant deliverAt) {
		return new OutboundMessage("orders", id, null, Map.of(), new byte[1], deliverAt, null, null);
	}

	/**
	 * Stores messages, or throws.
	 */
	private static final class Place implements Sender, Outbox {

		private final List<String> stored = new ArrayList<>();

		private @Nullable BackendException failure;

		private @Nullable CompletableFuture<List<SendOutcome>> answer;

		@Override
		public CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> batch) {
			if (this.failure != null) {
				throw this.failure;
			}
			batch.forEach((message) -> this.stored.add(message.id()));
			return CompletableFuture
				.completedFuture(batch.stream().map((message) -> SendOutcome.stored(null)).toList());
		}

		@Override
		public CompletableFuture<List<SendOutcome>> hold(List<OutboundMessage> batch) {
			return (this.answer != null) ? this.answer : send(batch);
		}

		@Override
		public boolean isTransactionActive() {
			return false;
		}

		@Override
		public void enlist(List<OutboundMessage> messages) {
		}

		@Override
		public void close() {
		}

	}

}
