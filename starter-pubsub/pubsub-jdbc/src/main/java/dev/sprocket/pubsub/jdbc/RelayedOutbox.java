// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.LetterIndex;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.OutboxBacklog;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

/**
 * An outbox whose messages go on to another backend.
 */
final class RelayedOutbox implements Outbox {

	private final Outbox enlisting;

	private final OutboxRelay relay;

	private final Sender store;

	private final UnaryOperator<OutboundMessage> seal;

	private final @Nullable LetterIndex letters;

	RelayedOutbox(Outbox enlisting, OutboxRelay relay, Sender store, UnaryOperator<OutboundMessage> seal,
			@Nullable LetterIndex letters) {
		this.letters = letters;
		this.enlisting = enlisting;
		this.relay = relay;
		this.store = store;
		this.seal = seal;
	}

	@Override
	public boolean isTransactionActive() {
		return this.enlisting.isTransactionActive();
	}

	@Override
	public void enlist(List<OutboundMessage> messages) {
		try {
			this.enlisting.enlist(messages);
		}
		catch (BackendException ex) {
			throw (ex.kind() == ErrorKind.FULL) ? this.relay.full(messages.get(0).topic(), ex) : ex;
		}
	}

	@Override
	public Duration maxDeliveryDelay() {
		return JdbcBackend.LIMITS.maxDeliveryDelay();
	}

	@Override
	public CompletableFuture<List<SendOutcome>> hold(List<OutboundMessage> batch) {
		return this.store.send(batch.stream().map(this.seal).toList())
			.thenApply(
					(outcomes) -> outcomes.stream().map((outcome) -> outcome(batch.get(0).topic(), outcome)).toList());
	}

	private SendOutcome outcome(String topic, SendOutcome outcome) {
		BackendException failure = outcome.failure();
		return (failure != null && failure.kind() == ErrorKind.FULL)
				? SendOutcome.failed(this.relay.full(topic, failure)) : outcome;
	}

	@Override
	public @Nullable LetterIndex letterIndex() {
		return this.letters;
	}

	@Override
	public OutboxBacklog backlog() {
		return this.relay.backlog();
	}

	@Override
	public void flush(Duration timeout) {
		this.relay.flush(timeout);
	}

	@Override
	public void close() {
		this.relay.close();
	}

}
