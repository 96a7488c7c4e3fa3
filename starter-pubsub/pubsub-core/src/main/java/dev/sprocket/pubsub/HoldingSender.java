// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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

	@Override
	public CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> batch) {
		List<OutboundMessage> later = batch.stream().filter(HoldingSender::isDelayed).toList();
		if (later.isEmpty()) {
			return this.sender.send(batch);
		}
		CompletableFuture<List<SendOutcome>> held = this.outbox.hold(later);
		List<OutboundMessage> now = batch.stream().filter((message) -> !isDelayed(message)).toList();
		return now.isEmpty() ? held : this.sender.send(now)
			.thenCombine(held, (sent, kept) -> merge(batch, sent.iterator(), kept.iterator()));
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
