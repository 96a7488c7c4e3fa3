// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

/**
 * Publishes with an idempotent producer: the client sends again under the same sequence
 * number, so that a lost answer neither doubles a message nor changes the order. The
 * producer is made by the first message: it resolves the names of the brokers, which may
 * be away when an application starts.
 */
final class KafkaSender implements Sender {

	private final KafkaSettings settings;

	private final KafkaTopics topics;

	private final Object monitor = new Object();

	private @Nullable Producer<byte[], byte[]> producer;

	private boolean closed;

	/** Not the client's thread: it would wait for itself to look up a topic. */
	private final ExecutorService outcomes = Executors
		.newSingleThreadExecutor(new CustomizableThreadFactory("pubsub-kafka-outcomes-"));

	KafkaSender(KafkaSettings settings, KafkaTopics topics) {
		this.settings = settings;
		this.topics = topics;
	}

	@Override
	public CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> batch) {
		List<CompletableFuture<SendOutcome>> entries = new ArrayList<>(batch.size());
		AtomicReference<@Nullable BackendException> obstacle = new AtomicReference<>();
		for (OutboundMessage message : batch) {
			BackendException known = obstacle.get();
			entries.add((known != null) ? CompletableFuture.completedFuture(SendOutcome.failed(known))
					: send(message, obstacle));
		}
		return CompletableFuture.allOf(entries.toArray(CompletableFuture[]::new))
			.thenApplyAsync((done) -> entries.stream().map(CompletableFuture::join).toList(), this.outcomes);
	}

	// What holds up one message for as long as a call may take holds up the batch: its
	// others are not tried, each for as long again.

	private CompletableFuture<SendOutcome> send(OutboundMessage message,
			AtomicReference<@Nullable BackendException> obstacle) {
		CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();
		Thread caller = Thread.currentThread();
		try {
			this.topics.require(message.topic());
			producer().send(KafkaRecords.outbound(message), (stored, failure) -> {
				if (failure == null) {
					outcome.complete(SendOutcome.stored(stored.toString()));
				}
				else if (Thread.currentThread() == caller) {
					outcome.complete(unsent(message, failure, obstacle));
				}
				else {
					outcome.complete(SendOutcome.failed(translate(message, failure)));
				}
			});
		}
		catch (RuntimeException ex) {
			outcome.complete(unsent(message, ex, obstacle));
		}
		return outcome;
	}

	// What timed out before it left the caller, while a topic was looked up, is not
	// stored: that is no TIMEOUT, which leaves it open.

	private SendOutcome unsent(OutboundMessage message, Exception failure,
			AtomicReference<@Nullable BackendException> obstacle) {
		BackendException translated = translate(message, failure);
		if (translated.kind() == ErrorKind.TIMEOUT) {
			translated = new BackendException(ErrorKind.UNAVAILABLE, String.valueOf(translated.getMessage()), failure);
		}
		if (translated.isRetryable()) {
			obstacle.set(translated);
			this.topics.forget(message.topic());
		}
		return SendOutcome.failed(translated);
	}

	private static BackendException translate(OutboundMessage message, Exception failure) {
		return KafkaErrors.translate("Publishing to topic '" + message.topic() + "'", failure);
	}

	private Producer<byte[], byte[]> producer() {
		synchronized (this.monitor) {
			if (this.closed) {
				throw new BackendException(ErrorKind.CLOSED, "The sender is closed", null);
			}
			Producer<byte[], byte[]> current = this.producer;
			if (current == null) {
				current = new KafkaProducer<>(this.settings.producer());
				this.producer = current;
			}
			return current;
		}
	}

	@Override
	public void close() {
		Producer<byte[], byte[]> current;
		synchronized (this.monitor) {
			this.closed = true;
			current = this.producer;
		}
		if (current != null) {
			current.close(this.settings.timeout());
		}
		this.outcomes.shutdown();
	}

}
