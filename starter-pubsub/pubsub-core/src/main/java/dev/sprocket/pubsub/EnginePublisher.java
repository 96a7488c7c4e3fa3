// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;

/**
 * The publisher: encodes, then enlists in the transaction of the caller or queues.
 */
final class EnginePublisher implements Publisher {

	private final MessageEncoder encoder;

	private final SendLoop loop;

	private final Transactions transactions;

	private final TransactionPolicy policy;

	private final Duration timeout;

	EnginePublisher(MessageEncoder encoder, SendLoop loop, Transactions transactions, TransactionPolicy policy,
			Duration timeout) {
		this.encoder = encoder;
		this.loop = loop;
		this.transactions = transactions;
		this.policy = policy;
		this.timeout = timeout;
	}

	@Override
	public PublishResult publish(OutgoingMessage message) {
		OutboundMessage encoded = this.encoder.encode(message, Map.of());
		if (this.transactions.isJoined(this.policy)) {
			this.transactions.enlist(List.of(encoded));
			return enlisted(encoded);
		}
		PendingSend send = new PendingSend(encoded, false, this.timeout);
		this.loop.submit(send);
		return await(send);
	}

	@Override
	public CompletableFuture<PublishResult> publishAsync(OutgoingMessage message) {
		try {
			OutboundMessage encoded = this.encoder.encode(message, Map.of());
			if (this.transactions.isJoined(this.policy)) {
				this.transactions.enlist(List.of(encoded));
				return CompletableFuture.completedFuture(enlisted(encoded));
			}
			PendingSend send = new PendingSend(encoded, true, this.timeout);
			this.loop.submit(send);
			return send;
		}
		catch (PubSubException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@Override
	public BatchResult publishAll(List<OutgoingMessage> messages) {
		boolean joined = this.transactions.isJoined(this.policy);
		List<Object> prepared = new ArrayList<>(messages.size());
		for (OutgoingMessage message : messages) {
			prepared.add(prepare(message, joined));
		}
		return joined ? enlistAll(prepared) : sendAll(prepared);
	}

	private Object prepare(OutgoingMessage message, boolean joined) {
		try {
			return this.encoder.encode(message, Map.of());
		}
		catch (PubSubException ex) {
			if (joined) {
				throw ex;
			}
			return ex;
		}
	}

	private BatchResult enlistAll(List<Object> prepared) {
		List<OutboundMessage> encoded = prepared.stream().map(OutboundMessage.class::cast).toList();
		this.transactions.enlist(encoded);
		return new BatchResult(encoded.stream().map((one) -> new BatchResult.Entry(enlisted(one), null)).toList());
	}

	private BatchResult sendAll(List<Object> prepared) {
		List<PendingSend> sends = new ArrayList<>(prepared.size());
		for (int i = 0; i < prepared.size(); i++) {
			if (prepared.get(i) instanceof OutboundMessage encoded) {
				PendingSend send = new PendingSend(encoded, false, this.timeout);
				prepared.set(i, send);
				sends.add(send);
			}
		}
		this.loop.submitAll(sends);
		return new BatchResult(prepared.stream().map(this::entry).toList());
	}

	private BatchResult.Entry entry(Object prepared) {
		if (prepared instanceof PubSubException failure) {
			return new BatchResult.Entry(null, failure);
		}
		try {
			return new BatchResult.Entry(await((PendingSend) prepared), null);
		}
		catch (PubSubException ex) {
			return new BatchResult.Entry(null, ex);
		}
	}

	@Override
	public void flush() {
		this.loop.flush(this.timeout);
	}

	@Override
	public Publisher withTransactions(TransactionPolicy policy) {
		return new EnginePublisher(this.encoder, this.loop, this.transactions, policy, this.timeout);
	}

	private PublishResult await(PendingSend send) {
		try {
			return send.get(Math.max(0, send.nanosLeft()), TimeUnit.NANOSECONDS);
		}
		catch (TimeoutException ex) {
			send.expire();
			return joined(send);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new PubSubException(ErrorKind.TIMEOUT,
					"Topic " + send.message().topic()
							+ ": the thread was interrupted while publishing: the message may or may not be stored",
					ex);
		}
		catch (ExecutionException ex) {
			throw failure(ex.getCause());
		}
	}

	private static PublishResult joined(PendingSend send) {
		try {
			return send.join();
		}
		catch (RuntimeException ex) {
			throw failure(ex.getCause());
		}
	}

	private static PubSubException failure(@Nullable Throwable cause) {
		if (cause instanceof PubSubException failure) {
			// a fresh one, so that the stack is that of the caller
			return new PubSubException(failure.kind(), String.valueOf(failure.getMessage()), failure.getCause());
		}
		return new PubSubException(ErrorKind.TIMEOUT, "Publishing failed: " + cause, cause);
	}

	private static PublishResult enlisted(OutboundMessage message) {
		return new PublishResult(message.id(), PublishResult.Stage.ENLISTED, null);
	}

}
