// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

/**
 * Publishes with an idempotent producer: the client sends again under the same sequence
 * number, so that a lost answer neither doubles a message nor changes the order.
 */
final class KafkaSender implements Sender {

	private final KafkaSettings settings;

	private final KafkaTopics topics;

	private final Producer<byte[], byte[]> producer;

	/** Not the client's thread: it would wait for itself to look up a topic. */
	private final ExecutorService outcomes = Executors
		.newSingleThreadExecutor(new CustomizableThreadFactory("pubsub-kafka-outcomes-"));

	KafkaSender(KafkaSettings settings, KafkaTopics topics) {
		this.settings = settings;
		this.topics = topics;
		this.producer = new KafkaProducer<>(settings.producer());
	}

	@Override
	public CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> batch) {
		List<CompletableFuture<SendOutcome>> entries = new ArrayList<>(batch.size());
		for (OutboundMessage message : batch) {
			entries.add(send(message));
		}
		return CompletableFuture.allOf(entries.toArray(CompletableFuture[]::new))
			.thenApplyAsync((done) -> entries.stream().map(CompletableFuture::join).toList(), this.outcomes);
	}

	private CompletableFuture<SendOutcome> send(OutboundMessage message) {
		CompletableFuture<SendOutcome> outcome = new CompletableFuture<>();
		try {
			this.topics.require(message.topic());
			this.producer.send(KafkaRecords.outbound(message),
					(stored, failure) -> outcome.complete(outcomeOf(message, stored, failure)));
		}
		catch (RuntimeException ex) {
			outcome.complete(SendOutcome.failed(failed(message, ex)));
		}
		return outcome;
	}

	private static SendOutcome outcomeOf(OutboundMessage message, RecordMetadata stored, @Nullable Exception failure) {
		return (failure != null) ? SendOutcome.failed(failed(message, failure)) : SendOutcome.stored(stored.toString());
	}

	private static BackendException failed(OutboundMessage message, Exception failure) {
		return KafkaErrors.translate("Publishing to topic '" + message.topic() + "'", failure);
	}

	@Override
	public void close() {
		this.producer.close(this.settings.timeout());
		this.outcomes.shutdown();
	}

}
