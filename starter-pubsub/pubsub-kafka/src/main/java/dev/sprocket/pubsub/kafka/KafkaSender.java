// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
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

	/** Enough to keep the client busy; it sends in the order of the calls. */
	private static final int MAX_IN_FLIGHT = 8;

	/** What the client says has no class and no code of its own. */
	private static final String REFUSED_FOR_ANOTHER = "Failed to append record because it was part of a batch";

	private final KafkaSettings settings;

	private final KafkaTopics topics;

	private final KafkaProducers producers;

	/** Not the client's thread: it would wait for itself to look up a topic. */
	private final ExecutorService outcomes = Executors.newSingleThreadExecutor(threads());

	KafkaSender(KafkaSettings settings, KafkaTopics topics) {
		this(settings, topics, () -> new KafkaProducer<>(settings.producer()));
	}

	KafkaSender(KafkaSettings settings, KafkaTopics topics, Supplier<Producer<byte[], byte[]>> producers) {
		this.settings = settings;
		this.topics = topics;
		this.producers = new KafkaProducers(producers);
	}

	// Daemons: an engine that nobody closes does not keep its process alive.

	private static ThreadFactory threads() {
		CustomizableThreadFactory threads = new CustomizableThreadFactory("pubsub-kafka-outcomes-");
		threads.setDaemon(true);
		return threads;
	}

	@Override
	public CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> batch) {
		BatchOutcomes results = new BatchOutcomes(batch.size(), this.outcomes);
		BackendException obstacle = null;
		for (int i = 0; i < batch.size(); i++) {
			if (obstacle != null) {
				results.set(i, SendOutcome.failed(obstacle));
				continue;
			}
			obstacle = send(new Entry(batch.get(i), i, results));
		}
		return results.future();
	}

	// Returns what holds up one message for as long as a call may take, or null. It holds
	// up the batch: its others are not tried, each for as long again.

	private @Nullable BackendException send(Entry entry) {
		String topic = entry.message.topic();
		try {
			this.topics.require(topic);
			this.producers.send(KafkaRecords.outbound(entry.message), entry);
		}
		catch (RuntimeException ex) {
			entry.unsent(ex);
		}
		BackendException failure = entry.unsent;
		if (failure == null || !failure.isRetryable()) {
			return null;
		}
		this.topics.forget(topic);
		return failure;
	}

	private static BackendException translate(OutboundMessage message, Exception failure) {
		return KafkaErrors.translate("Publishing to topic '" + message.topic() + "'", failure);
	}

	@Override
	public int maxInFlight() {
		return MAX_IN_FLIGHT;
	}

	@Override
	public void close() {
		this.producers.close(this.settings.timeout());
		this.outcomes.shutdown();
	}

	/**
	 * A message of a batch.
	 */
	private static final class Entry implements Callback {

		private final OutboundMessage message;

		private final int index;

		private final BatchOutcomes outcomes;

		private @Nullable BackendException unsent;

		Entry(OutboundMessage message, int index, BatchOutcomes outcomes) {
			this.message = message;
			this.index = index;
			this.outcomes = outcomes;
		}

		@Override
		public void onCompletion(RecordMetadata stored, @Nullable Exception failure) {
			if (failure == null) {
				this.outcomes.set(this.index, SendOutcome.stored(stored.toString()));
			}
			else if (this.outcomes.isCaller()) {
				unsent(failure);
			}
			else {
				this.outcomes.set(this.index, SendOutcome.failed(unanswered(failure)));
			}
		}

		// A client that gives up, be it after attempts that failed, does not say if a
		// record had left before. What was refused for another record is not sent again
		// here: later ones of its key may be stored.

		private BackendException unanswered(Exception failure) {
			BackendException translated = translate(this.message, failure);
			boolean gaveUp = failure.getClass() == KafkaException.class || failure instanceof RetriableException;
			if (!gaveUp || translated.kind() != ErrorKind.UNAVAILABLE) {
				return translated;
			}
			if (String.valueOf(failure.getMessage()).startsWith(REFUSED_FOR_ANOTHER)) {
				return new BackendException(ErrorKind.UNAVAILABLE,
						"Publishing to topic '" + this.message.topic()
								+ "' failed, since the broker refused another message that the client had put "
								+ "into the same batch. Publish it again.",
						failure);
			}
			return new BackendException(ErrorKind.TIMEOUT, String.valueOf(translated.getMessage()), failure);
		}

		// What timed out before it left the caller, while a topic was looked up or the
		// client had no space, is not stored: that is no TIMEOUT, which leaves it open.
		// An interrupt is meant for the thread, whose batch may be of others: nothing was
		// closed.

		private void unsent(Exception failure) {
			BackendException translated = translate(this.message, failure);
			if (KafkaErrors.isInterrupt(translated)) {
				translated = new BackendException(ErrorKind.UNAVAILABLE,
						"Publishing to topic '" + this.message.topic()
								+ "' was broken off, since the thread that hands "
								+ "messages over was interrupted. Nothing was sent: publish it again.",
						failure);
			}
			else if (translated.kind() == ErrorKind.TIMEOUT) {
				translated = new BackendException(ErrorKind.UNAVAILABLE, String.valueOf(translated.getMessage()),
						failure);
			}
			this.unsent = translated;
			this.outcomes.set(this.index, SendOutcome.failed(translated));
		}

	}

}
