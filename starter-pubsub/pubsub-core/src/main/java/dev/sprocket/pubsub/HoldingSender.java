// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

/**
 * Gives delayed messages to the outbox, which sends them when they are due, and the
 * others to the backend.
 *
 * @param sender the backend's
 * @param outbox keeps messages
 */
record HoldingSender(Sender sender, Outbox outbox) implements Sender {

	private static final ThreadFactory THREADS = WorkerThreads.named("pubsub-hold");

	/** What follows may wait for the backend, and the outbox must not wait with it. */
	private static final Executor ELSEWHERE = (task) -> THREADS.newThread(task).start();

	@Override
	public CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> batch) {
		Map<Boolean, List<OutboundMessage>> delayed = batch.stream()
			.collect(Collectors.partitioningBy(HoldingSender::isDelayed));
		List<OutboundMessage> later = delayed.getOrDefault(true, List.of());
		if (later.isEmpty()) {
			return this.sender.send(batch);
		}
		CompletableFuture<List<SendOutcome>> held = outcomes(later, this.outbox::hold)
			.thenApplyAsync(Function.identity(), ELSEWHERE);
		return outcomes(delayed.getOrDefault(false, List.of()), this.sender::send).thenCombine(held,
				(sent, kept) -> merge(batch, sent.iterator(), kept.iterator()));
	}

	// What fails in one place says nothing about what the other has stored.

	private static CompletableFuture<List<SendOutcome>> outcomes(List<OutboundMessage> part,
			Function<List<OutboundMessage>, CompletableFuture<List<SendOutcome>>> store) {
		return CompletableFuture.completedFuture(part)
			.thenCompose((some) -> some.isEmpty() ? CompletableFuture.completedFuture(List.of()) : store.apply(some))
			.exceptionally(
					(failure) -> Collections.nCopies(part.size(), SendOutcome.failed(BackendFailures.of(failure))));
	}

	private static boolean isDelayed(OutboundMessage message) {
		return message.deliverAt() != null;
	}

	private static List<SendOutcome> merge(List<OutboundMessage> batch, Iterator<SendOutcome> sent,
			Iterator<SendOutcome> held) {
		List<SendOutcome> all = new ArrayList<>(batch.size());
		for (OutboundMessage message : batch) {
			all.add((isDelayed(message) ? held : sent).next());
		}
		return all;
	}

	@Override
	public int maxInFlight() {
		return this.sender.maxInFlight();
	}

	@Override
	public void close() {
		this.sender.close();
	}

}
