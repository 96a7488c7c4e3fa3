// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SendOutcome;

import static org.assertj.core.api.Assertions.assertThat;

class KafkaSenderTests {

	private static final KafkaException FATAL = new KafkaException(
			"Cannot execute transactional method because we are in an error state");

	private final KafkaSettings settings = TestBroker.settings(Map.of(), "127.0.0.1:1", KafkaTopicPolicy.CREATE);

	private final ScriptedAdmin cluster = new ScriptedAdmin();

	private final List<ScriptedProducer> producers = new ArrayList<>();

	private final KafkaSender sender = new KafkaSender(this.settings,
			new KafkaTopics(this.settings, this.cluster.admin()), this::producer);

	private ScriptedProducer producer() {
		this.producers.add(new ScriptedProducer());
		return this.producers.get(this.producers.size() - 1);
	}

	@AfterEach
	void close() {
		this.sender.close();
	}

	@Test
	void whenTheProducerRefusesEverythingThenTheNextMessageGetsAnotherAndNothingIsLeftOpen() {
		CompletableFuture<List<SendOutcome>> before = send("1", "2");
		this.producers.get(0).store();
		this.producers.get(0).thrown = FATAL;
		CompletableFuture<List<SendOutcome>> refused = send("3");
		assertThat(failure(refused)).hasMessage("Publishing to topic 'orders' failed: " + FATAL.getMessage())
			.extracting(BackendException::kind)
			.isEqualTo(ErrorKind.UNAVAILABLE);
		assertThat(before).isNotDone();
		CompletableFuture<List<SendOutcome>> after = send("4");
		assertThat(this.producers.get(0).closed()).isTrue();
		assertThat(before.join().get(0).failure()).isNull();
		assertThat(before.join().get(1).failure())
			.hasMessage("Publishing to topic 'orders' failed: Producer is closed forcefully.")
			.extracting(BackendException::kind)
			.isEqualTo(ErrorKind.TIMEOUT);
		this.producers.get(1).store();
		assertThat(after.join().get(0).failure()).isNull();
		assertThat(this.producers).extracting(ScriptedProducer::taken)
			.containsExactly(List.of("1", "2", "3"), List.of("4"));
	}

	@Test
	void whatTellsOutcomesDoesNotKeepTheProcessAlive() {
		CompletableFuture<Thread> told = send("1").thenApply((outcomes) -> Thread.currentThread());
		this.producers.get(0).store();
		assertThat(told.join().getName()).startsWith("pubsub-kafka-outcomes-");
		assertThat(told.join().isDaemon()).isTrue();
	}

	@Test
	void whenTheProducerHasNotSentAnythingUntilAMessageTimesOutThenTheNextGetsAnother() {
		CompletableFuture<List<SendOutcome>> stuck = send("1", "2");
		this.producers.get(0).fail(new TimeoutException("Expiring 1 record(s)"));
		CompletableFuture<List<SendOutcome>> after = send("3");
		assertThat(this.producers).hasSize(2);
		assertThat(stuck.join()).extracting((outcome) -> outcome.failure().kind()).containsOnly(ErrorKind.TIMEOUT);
		this.producers.get(1).store();
		assertThat(after.join().get(0).failure()).isNull();
	}

	@Test
	void whenTheLastAttemptIsCutOffThenTheMessageMayBeStored() {
		CompletableFuture<List<SendOutcome>> sent = send("1", "2");
		this.producers.get(0).fail(new NetworkException("Disconnected from node 1 due to timeout"));
		this.producers.get(0).fail(new NotEnoughReplicasAfterAppendException("one is away"));
		assertThat(sent.join()).extracting((outcome) -> outcome.failure().kind()).containsOnly(ErrorKind.TIMEOUT);
		assertThat(failure(sent))
			.hasMessage("Publishing to topic 'orders' failed: Disconnected from node 1 due to timeout");
	}

	@Test
	void whenTheTopicIsGoneOrTheMessageIsRefusedForGoodThenItIsNotStored() {
		CompletableFuture<List<SendOutcome>> sent = send("1", "2");
		this.producers.get(0).fail(new UnknownTopicOrPartitionException("gone"));
		this.producers.get(0).fail(new InvalidTimestampException("two hours ahead"));
		assertThat(sent.join()).extracting((outcome) -> outcome.failure().kind())
			.containsExactly(ErrorKind.NOT_FOUND, ErrorKind.UNAVAILABLE);
	}

	@Test
	void whenTheProducerHasSentSomethingThenItStaysAfterATimeoutBecauseOfTheOrder() {
		send("1", "2", "3");
		this.producers.get(0).store();
		this.producers.get(0).fail(new TimeoutException("Expiring 1 record(s)"));
		send("4");
		assertThat(this.producers).hasSize(1);
	}

	@Test
	void whenTheProducerIsOffThenAMessageIsUnavailableSinceTheSenderIsNotClosed() {
		send("1");
		this.producers.get(0).thrown = new IllegalStateException(
				"Cannot perform operation after producer has been closed");
		assertThat(failure(send("2")).kind()).isEqualTo(ErrorKind.UNAVAILABLE);
		send("3");
		assertThat(this.producers).hasSize(2);
		this.sender.close();
		assertThat(failure(send("4")).kind()).isEqualTo(ErrorKind.CLOSED);
	}

	@Test
	void theClientCountsWhatItHasSentUnderThisName() {
		try (KafkaProducer<byte[], byte[]> client = new KafkaProducer<>(this.settings.producer())) {
			assertThat(client.metrics().entrySet())
				.filteredOn((metric) -> isNamed(metric.getKey(), ScriptedProducer.SENT))
				.singleElement()
				.extracting((metric) -> metric.getValue().metricValue())
				.isEqualTo(0.0);
		}
	}

	private static boolean isNamed(MetricName name, MetricName other) {
		return name.name().equals(other.name()) && name.group().equals(other.group());
	}

	static Stream<KafkaException> ofTheCall() {
		return Stream.of(new SerializationException("type"), new RecordTooLargeException("large"),
				new InvalidTopicException("name"), new InterruptException("stop"));
	}

	@ParameterizedTest
	@MethodSource("ofTheCall")
	void whenTheMessageIsAtFaultThenTheProducerStays(KafkaException thrown) {
		send("1");
		this.producers.get(0).thrown = thrown;
		send("2");
		// set by the exception that tells of an interrupt
		Thread.interrupted();
		this.producers.get(0).thrown = null;
		send("3");
		assertThat(this.producers).hasSize(1);
	}

	@Test
	void whenThePublisherIsInterruptedThenItsMessagesAreUnavailableAndTheFlagStays() {
		this.cluster.keepWaiting();
		Thread.currentThread().interrupt();
		CompletableFuture<List<SendOutcome>> lookedUp = send("1", "2");
		assertThat(Thread.interrupted()).isTrue();
		assertThat(lookedUp.join()).extracting((outcome) -> outcome.failure().kind())
			.containsOnly(ErrorKind.UNAVAILABLE);
		assertThat(failure(lookedUp)).hasMessage("Publishing to topic 'orders' was broken off, since the thread that "
				+ "hands messages over was interrupted. Nothing was sent: publish it again.");
	}

	@Test
	void whenThePublisherIsInterruptedInsideTheClientThenItIsTheSame() {
		send("1");
		this.producers.get(0).thrown = new InterruptException("stop");
		CompletableFuture<List<SendOutcome>> sent = send("2");
		assertThat(Thread.interrupted()).isTrue();
		assertThat(failure(sent)).hasMessageContaining("Nothing was sent: publish it again.")
			.extracting(BackendException::kind)
			.isEqualTo(ErrorKind.UNAVAILABLE);
	}

	private CompletableFuture<List<SendOutcome>> send(String... ids) {
		return this.sender.send(Stream.of(ids).map((id) -> Messages.message("orders", "key", id)).toList());
	}

	private static BackendException failure(CompletableFuture<List<SendOutcome>> outcomes) {
		BackendException failure = outcomes.join().get(0).failure();
		assertThat(failure).isNotNull();
		return failure;
	}

}
