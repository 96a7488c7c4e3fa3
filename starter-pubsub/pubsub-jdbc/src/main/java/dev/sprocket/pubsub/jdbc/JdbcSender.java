// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

/**
 * Stores batches through the writer.
 */
final class JdbcSender implements Sender {

	private final GroupCommit writer;

	private final GroupCommit.Work<OutboundMessage, SendOutcome> insert;

	private final Arrivals arrivals;

	private volatile boolean closed;

	JdbcSender(GroupCommit writer, GroupCommit.Work<OutboundMessage, SendOutcome> insert, Arrivals arrivals) {
		this.writer = writer;
		this.insert = insert;
		this.arrivals = arrivals;
	}

	@Override
	public CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> batch) {
		if (this.closed) {
			return CompletableFuture
				.failedFuture(new BackendException(ErrorKind.CLOSED, "This sender was closed", null));
		}
		Set<String> topics = topics(batch);
		return this.writer.submit(this.insert, List.copyOf(batch)).thenApply((outcomes) -> {
			topics.forEach(this.arrivals::arrived);
			return outcomes;
		});
	}

	static Set<String> topics(List<OutboundMessage> batch) {
		if (batch.size() == 1) {
			return Set.of(batch.get(0).topic());
		}
		Set<String> topics = new LinkedHashSet<>();
		batch.forEach((message) -> topics.add(message.topic()));
		return topics;
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
