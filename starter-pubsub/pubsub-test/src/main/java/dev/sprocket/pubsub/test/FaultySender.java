// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

/**
 * The sender of a {@link FaultyBackend}.
 */
final class FaultySender implements Sender {

	private final Sender delegate;

	private final FaultLine line;

	FaultySender(Sender delegate, FaultLine line) {
		this.delegate = delegate;
		this.line = line;
	}

	@Override
	public CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> batch) {
		if (this.line.isSwallowing()) {
			return new CompletableFuture<>();
		}
		List<@Nullable SendOutcome> decided = new ArrayList<>();
		List<OutboundMessage> passed = new ArrayList<>();
		for (OutboundMessage message : batch) {
			SendOutcome outcome = decide(message);
			decided.add(outcome);
			if (outcome == null) {
				passed.add(message);
			}
		}
		if (passed.isEmpty()) {
			return CompletableFuture.completedFuture(merge(decided, passed, List.of()));
		}
		return pass(withDoubles(passed)).thenApply((outcomes) -> merge(decided, passed, outcomes));
	}

	// Send what a transaction has committed: it was refused before, or not at all.

	void sendCommitted(List<OutboundMessage> messages) {
		List<OutboundMessage> kept = messages.stream()
			.filter((message) -> !this.line.losses().strikes(message))
			.toList();
		pass(withDoubles(kept)).join();
		kept.forEach(this.line::recordSent);
	}

	private @Nullable SendOutcome decide(OutboundMessage message) {
		BackendException failure = this.line.sends().failure(message);
		if (failure != null) {
			return SendOutcome.failed(failure);
		}
		return this.line.losses().strikes(message) ? SendOutcome.stored(null) : null;
	}

	// As if the client had sent it again under another number; behind the others, so that
	// the outcomes of those stay where they are.

	private List<OutboundMessage> withDoubles(List<OutboundMessage> passed) {
		List<OutboundMessage> all = new ArrayList<>(passed);
		for (OutboundMessage message : passed) {
			if (this.line.doubles().strikes(message)) {
				all.add(new OutboundMessage(message.topic(), message.id(), message.key(), message.headers(),
						message.body(), message.deliverAt(), message.expiresAt(), null));
			}
		}
		return all;
	}

	@Override
	public int maxInFlight() {
		return this.delegate.maxInFlight();
	}

	@Override
	public void close() {
		if (!this.line.isCut()) {
			this.delegate.close();
		}
		BackendException failure = this.line.closes().failure("sender");
		if (failure != null) {
			throw failure;
		}
	}

	private CompletableFuture<List<SendOutcome>> pass(List<OutboundMessage> batch) {
		try {
			return this.line.call(() -> this.delegate.send(batch));
		}
		catch (BackendException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private List<SendOutcome> merge(List<@Nullable SendOutcome> decided, List<OutboundMessage> passed,
			List<SendOutcome> outcomes) {
		Iterator<SendOutcome> next = outcomes.iterator();
		Iterator<OutboundMessage> message = passed.iterator();
		List<SendOutcome> merged = new ArrayList<>();
		for (SendOutcome outcome : decided) {
			merged.add((outcome != null) ? outcome : record(message.next(), next.next()));
		}
		return merged;
	}

	private SendOutcome record(OutboundMessage message, SendOutcome outcome) {
		Objects.requireNonNull(outcome, "outcome");
		if (outcome.failure() == null) {
			this.line.recordSent(message);
		}
		return outcome;
	}

}
