// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.SQLException;
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

	private final Dialect dialect;

	private volatile boolean closed;

	JdbcSender(GroupCommit writer, GroupCommit.Work<OutboundMessage, SendOutcome> insert, Arrivals arrivals,
			Dialect dialect) {
		this.writer = writer;
		this.insert = insert;
		this.arrivals = arrivals;
		this.dialect = dialect;
	}

	@Override
	public CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> batch) {
		if (this.closed) {
			return CompletableFuture
				.failedFuture(new BackendException(ErrorKind.CLOSED, "This sender was closed", null));
		}
		Set<String> topics = topics(batch);
		return this.writer.submit(this.insert, List.copyOf(batch))
			.exceptionallyCompose((failure) -> (batch.size() > 1 && isOfOneMessage(failure)) ? oneByOne(batch)
					: CompletableFuture.failedFuture(failure))
			.thenApply((outcomes) -> {
				topics.forEach(this.arrivals::arrived);
				return outcomes;
			});
	}

	private boolean isOfOneMessage(Throwable failure) {
		return failure instanceof BackendException refusal
				&& (refusal.kind() == ErrorKind.INVALID || refusal.kind() == ErrorKind.TOO_LARGE
						|| (refusal.getCause() instanceof SQLException ex && this.dialect.isLockTimeout(ex)));
	}

	// One message that the database refuses, or whose deduplication id somebody has
	// locked, does not keep others from being stored: they may be of others.

	private CompletableFuture<List<SendOutcome>> oneByOne(List<OutboundMessage> batch) {
		List<CompletableFuture<SendOutcome>> single = batch.stream().map(this::single).toList();
		return CompletableFuture.allOf(single.toArray(CompletableFuture<?>[]::new))
			.thenApply((nothing) -> single.stream().map(CompletableFuture::join).toList());
	}

	private CompletableFuture<SendOutcome> single(OutboundMessage message) {
		return this.writer.submit(this.insert, List.of(message))
			.handle((outcomes, failure) -> (outcomes != null) ? outcomes.get(0)
					: SendOutcome.failed((failure instanceof BackendException known) ? known
							: new BackendException(ErrorKind.UNAVAILABLE, String.valueOf(failure), failure)));
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
