// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.micrometer.observation.Observation;
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

	private final EngineSettings settings;

	EnginePublisher(MessageEncoder encoder, SendLoop loop, Transactions transactions, TransactionPolicy policy,
			EngineSettings settings) {
		this.encoder = encoder;
		this.loop = loop;
		this.transactions = transactions;
		this.policy = policy;
		this.settings = settings;
	}

	@Override
	public PublishResult publish(OutgoingMessage message) {
		boolean joined = this.transactions.isJoined(this.policy, message::topic);
		PendingSend send = prepare(message, false);
		if (joined) {
			return enlist(List.of(send)).get(0);
		}
		this.loop.submit(send);
		return await(send);
	}

	@Override
	public CompletableFuture<PublishResult> publishAsync(OutgoingMessage message) {
		try {
			boolean joined = this.transactions.isJoined(this.policy, message::topic);
			PendingSend send = prepare(message, true);
			if (joined) {
				return CompletableFuture.completedFuture(enlist(List.of(send)).get(0));
			}
			this.loop.submit(send);
			// a copy: cancelling it does not unsend the message
			return send.copy();
		}
		catch (PubSubException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private PendingSend prepare(OutgoingMessage message, boolean async) {
		Observation span = this.settings.spans().publish(message.topic());
		try {
			OutboundMessage encoded = this.encoder.encode(message, Spans.headers(span));
			Spans.identify(span, encoded.id());
			return new PendingSend(encoded, async, this.settings.publishTimeout(), this.settings.meters(), span);
		}
		catch (PubSubException ex) {
			Spans.stop(span, ex);
			throw ex;
		}
		catch (RuntimeException ex) {
			Spans.stop(span, ex);
			throw new PubSubException(ErrorKind.INVALID,
					"Topic " + message.topic() + ": this message cannot be read: " + ex, ex);
		}
		catch (Error ex) {
			Spans.stop(span, ex);
			throw ex;
		}
	}

	private List<PublishResult> enlist(List<PendingSend> sends) {
		try {
			this.transactions.enlist(sends.stream().map(PendingSend::message).toList());
		}
		catch (PubSubException ex) {
			sends.forEach((send) -> send.fail(ex.kind(), "not enlisted", ex));
			throw ex;
		}
		return sends.stream().map(PendingSend::enlisted).toList();
	}

	private static String topics(List<OutgoingMessage> messages) {
		return messages.stream().map(OutgoingMessage::topic).distinct().collect(Collectors.joining(", "));
	}

	@Override
	public PublishAllResult publishAll(List<OutgoingMessage> messages) {
		if (messages.isEmpty()) {
			return new PublishAllResult(List.of());
		}
		boolean joined = this.transactions.isJoined(this.policy, () -> topics(messages));
		List<PendingSend> sends = new ArrayList<>(messages.size());
		List<Supplier<PublishAllResult.Entry>> entries = new ArrayList<>(messages.size());
		for (OutgoingMessage message : messages) {
			try {
				PendingSend send = prepare(message, false);
				sends.add(send);
				entries.add(() -> entry(send));
			}
			catch (PubSubException ex) {
				if (joined) {
					sends.forEach((send) -> send.fail(ex.kind(), "not enlisted, as another was refused", ex));
					throw ex;
				}
				entries.add(() -> new PublishAllResult.Entry(null, ex));
			}
		}
		if (joined) {
			enlist(sends);
		}
		else {
			this.loop.submitAll(sends);
		}
		return new PublishAllResult(entries.stream().map(Supplier::get).toList());
	}

	private PublishAllResult.Entry entry(PendingSend send) {
		try {
			return new PublishAllResult.Entry(await(send), null);
		}
		catch (PubSubException ex) {
			return new PublishAllResult.Entry(null, ex);
		}
	}

	@Override
	public void flush() {
		this.loop.flush(this.settings.publishTimeout());
	}

	@Override
	public Publisher withTransactions(TransactionPolicy policy) {
		return new EnginePublisher(this.encoder, this.loop, this.transactions, policy, this.settings);
	}

	private PublishResult await(PendingSend send) {
		if (send.isDone()) {
			return joined(send);
		}
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

}
