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
		List<@Nullable SendOutcome> failed = new ArrayList<>();
		List<OutboundMessage> passed = new ArrayList<>();
		for (OutboundMessage message : batch) {
			BackendException failure = this.line.sends().failure(message);
			failed.add((failure != null) ? SendOutcome.failed(failure) : null);
			if (failure == null) {
				passed.add(message);
			}
		}
		if (passed.isEmpty()) {
			return CompletableFuture.completedFuture(merge(failed, passed, List.of()));
		}
		return pass(passed).thenApply((outcomes) -> merge(failed, passed, outcomes));
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

	private List<SendOutcome> merge(List<@Nullable SendOutcome> failed, List<OutboundMessage> passed,
			List<SendOutcome> outcomes) {
		Iterator<SendOutcome> next = outcomes.iterator();
		Iterator<OutboundMessage> message = passed.iterator();
		List<SendOutcome> merged = new ArrayList<>();
		for (SendOutcome failure : failed) {
			merged.add((failure != null) ? failure : record(message.next(), next.next()));
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
