// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.Limits;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(TestBroker.Extension.class)
class KafkaBackendIntegrationTests {

	private TestBroker kafka;

	private KafkaBackend backend;

	@BeforeEach
	void open(TestBroker kafka) {
		this.kafka = kafka;
		this.backend = new KafkaBackend(kafka.settings());
	}

	@AfterEach
	void close() {
		this.backend.close();
	}

	@Test
	void whatIsSentIsReceivedUnchanged() throws Exception {
		String topic = this.kafka.topic(1);
		byte[] body = { 0, -1, (byte) 0xc3, 0x28 };
		Map<String, String> headers = Map.of("", "", "x/../\"\\ 1", "\u00fc\u4f60\ud83d\ude00", "traceparent", "00-1");
		try (Sender sender = this.backend.openSender(); Member member = new Member(this.backend, topic, "group")) {
			List<SendOutcome> outcomes = sender.send(List.of(Messages.message(topic, "k\u00e9y", headers, body),
					Messages.message(topic, null, Map.of(), new byte[0])))
				.join();
			assertThat(outcomes).extracting(SendOutcome::position).containsExactly(topic + "-0@0", topic + "-0@1");
			Delivery first = member.receiveUntil(2).get(0);
			assertThat(first.key()).isEqualTo("k\u00e9y");
			assertThat(first.headers()).isEqualTo(headers);
			assertThat(first.body()).isEqualTo(body);
			assertThat(first.position()).isZero();
			assertThat(first.publishedAt()).isNotNull();
			Delivery second = member.received.get(1);
			assertThat(second.key()).isNull();
			assertThat(second.headers()).isEmpty();
			assertThat(second.body()).isEmpty();
		}
	}

	@Test
	void whenAMessageIsAsLargeAsTheLimitsAllowThenItIsStored() throws Exception {
		String topic = this.kafka.topic(1);
		Limits limits = this.backend.capabilities().limits();
		byte[] body = new byte[limits.bodyBytes()];
		Arrays.fill(body, (byte) 7);
		String name = "n".repeat(1000);
		Map<String, String> headers = Map.of(name, "v".repeat(limits.headerBytes() - name.length()));
		try (Sender sender = this.backend.openSender(); Member member = new Member(this.backend, topic, "group")) {
			SendOutcome outcome = sender.send(List.of(Messages.message(topic, "k".repeat(1000), headers, body)))
				.join()
				.get(0);
			assertThat(outcome.failure()).isNull();
			assertThat(member.receiveUntil(1).get(0).body()).isEqualTo(body);
		}
	}

	@Test
	void whenABatchHasOneMessageTooLargeThenTheOthersAreStored() throws Exception {
		String topic = this.kafka.topic(1);
		try (Sender sender = this.backend.openSender()) {
			List<SendOutcome> outcomes = sender.send(List.of(Messages.message(topic, null, "1"),
					Messages.message(topic, null, Map.of(), new byte[2 * 1024 * 1024]),
					Messages.message(topic, null, "3")))
				.join();
			assertThat(outcomes).extracting((outcome) -> outcome.failure() == null).containsExactly(true, false, true);
			assertThat(outcomes.get(1).failure()).extracting(BackendException::kind).isEqualTo(ErrorKind.TOO_LARGE);
		}
	}

	@Test
	void whenASendFollowsFromTheOutcomeOfAnotherThenTheClientDoesNotWaitForItself() throws Exception {
		String first = this.kafka.topic(1);
		String second = this.kafka.topic(1);
		try (Sender sender = this.backend.openSender()) {
			CompletableFuture<List<SendOutcome>> both = sender.send(List.of(Messages.message(first, null, "1")))
				.thenCompose((stored) -> sender.send(List.of(Messages.message(second, null, "2"))));
			assertThat(both).succeedsWithin(Duration.ofSeconds(5))
				.satisfies((outcomes) -> assertThat(outcomes.get(0).failure()).isNull());
		}
	}

	@Test
	void whenAForeignProducerWroteTheMessageThenItIsDelivered() throws Exception {
		String topic = this.kafka.topic(1);
		try (Producer<byte[], byte[]> producer = new KafkaProducer<>(this.kafka.settings().producer())) {
			ProducerRecord<byte[], byte[]> tombstone = new ProducerRecord<>(topic, new byte[] { 'k' }, null);
			tombstone.headers().add("twice", "1".getBytes(StandardCharsets.UTF_8)).add("twice", null);
			producer.send(tombstone).get();
		}
		try (Member member = new Member(this.backend, topic, "group")) {
			Delivery delivery = member.receiveUntil(1).get(0);
			assertThat(delivery.body()).isEmpty();
			assertThat(delivery.headers()).isEqualTo(Map.of("twice", ""));
		}
	}

	@Test
	void whenTheTopicIsMissingThenItIsCreated() {
		String topic = this.kafka.unusedTopic();
		Messages.publish(this.backend, topic, null, 0, 1);
		try (Member member = new Member(this.backend, topic, "group")) {
			assertThat(member.receiveUntil(1)).hasSize(1);
		}
	}

	@Test
	void whenTheTopicIsMissingAndMustNotBeCreatedThenBothSidesSaySo() {
		String topic = this.kafka.unusedTopic();
		try (KafkaBackend strict = new KafkaBackend(this.kafka.settings(KafkaTopicPolicy.FAIL));
				Sender sender = strict.openSender()) {
			SendOutcome outcome = sender.send(List.of(Messages.message(topic, null, "1"))).join().get(0);
			assertThat(outcome.failure())
				.hasMessage("Topic '" + topic + "' does not exist on " + this.kafka.server().bootstrapServers()
						+ ". Create it, or set sprocket.pubsub.kafka.missing-topics=create.")
				.extracting(BackendException::kind)
				.isEqualTo(ErrorKind.NOT_FOUND);
			assertThatExceptionOfType(BackendException.class).isThrownBy(() -> new Member(strict, topic, "group"))
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(ErrorKind.NOT_FOUND));
		}
	}

	@Test
	void whenAGroupIsTheFirstThenItAdoptsWhatIsThereAndLaterOnesStartFromNow() throws Exception {
		String topic = this.kafka.topic(2);
		Messages.publish(this.backend, topic, null, 0, 10);
		this.backend.declareGroup(topic, "first");
		this.backend.declareGroup(topic, "second");
		assertThat(this.backend.lag(topic, "first").messages()).isEqualTo(10);
		assertThat(this.backend.lag(topic, "second").messages()).isZero();
		Messages.publish(this.backend, topic, null, 10, 13);
		assertThat(this.backend.lag(topic, "second").messages()).isEqualTo(3);
		try (Member first = new Member(this.backend, topic, "first");
				Member second = new Member(this.backend, topic, "second")) {
			assertThat(first.receiveUntil(13)).hasSize(13);
			assertThat(second.receiveUntil(3)).extracting(Messages::body).containsExactlyInAnyOrder("10", "11", "12");
		}
	}

	@Test
	void whenAGroupIsRemovedThenTheOtherKeepsItsPosition() throws Exception {
		String topic = this.kafka.topic(1);
		Messages.publish(this.backend, topic, null, 0, 4);
		this.backend.declareGroup(topic, "gone");
		try (Member member = new Member(this.backend, topic, "gone")) {
			member.join();
			assertThatExceptionOfType(BackendException.class).isThrownBy(() -> this.backend.removeGroup(topic, "gone"))
				.withMessageContaining("still has members");
		}
		this.backend.declareGroup(topic, "kept");
		Messages.publish(this.backend, topic, null, 4, 6);
		assertThat(this.backend.removeGroup(topic, "gone")).isTrue();
		assertThat(this.backend.removeGroup(topic, "gone")).isFalse();
		assertThat(this.backend.removeGroup(topic, "never")).isFalse();
		assertThat(this.backend.lag(topic, "gone").messages()).isZero();
		assertThat(this.backend.lag(topic, "kept").messages()).isEqualTo(2);
	}

	@Test
	void whenTwoGroupsShareAnIdBecauseOfDotsThenRemovingOneLeavesTheOther() throws Exception {
		String topic = this.kafka.topic(1);
		String longer = topic + ".eu";
		this.backend.declareGroup(topic, "eu.billing");
		this.backend.declareGroup(longer, "billing");
		Messages.publish(this.backend, topic, null, 0, 2);
		Messages.publish(this.backend, longer, null, 0, 3);
		assertThat(this.backend.removeGroup(topic, "eu.billing")).isTrue();
		assertThat(this.backend.lag(topic, "eu.billing").messages()).isZero();
		assertThat(this.backend.lag(longer, "billing").messages()).isEqualTo(3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "consumer", "classic" })
	void whenTheOtherOfTwoThatShareAnIdHasMembersThenANewOneIsRefused(String protocol) throws Exception {
		String topic = this.kafka.topic(1);
		String longer = topic + ".eu";
		try (KafkaBackend other = new KafkaBackend(this.kafka.settings(Map.of("group.protocol", protocol)));
				Member member = new Member(other, longer, "billing")) {
			member.join();
			assertThatExceptionOfType(BackendException.class)
				.isThrownBy(() -> this.backend.declareGroup(topic, "eu.billing"))
				.withMessageStartingWith(
						"Group 'eu.billing' of topic '" + topic + "' cannot be declared: its group in Kafka, '" + longer
								+ ".billing', has members that read [" + longer + "], since names hold dots.")
				.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(ErrorKind.INVALID));
		}
		this.backend.declareGroup(topic, "eu.billing");
		assertThat(this.kafka.committed(topic, "eu.billing", 0)).isNotNull();
	}

	@Test
	void whenTheTopicIsMissingThenNothingLagsAndItIsNotMade() throws Exception {
		String topic = this.kafka.unusedTopic();
		assertThat(this.backend.lag(topic, "group").messages()).isZero();
		assertThat(this.backend.removeGroup(topic, "group")).isFalse();
		assertThat(this.kafka.admin().listTopics().names().get()).doesNotContain(topic);
	}

	@Test
	void whenATopicIsMadeForItsOrderThenItHasOnePartition() throws Exception {
		String topic = this.kafka.unusedTopic();
		try (Member member = new Member(this.backend, topic, "group", Ordering.TOPIC)) {
			assertThat(this.kafka.admin().describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions())
				.hasSize(1);
			member.join();
		}
	}

	@Test
	void whenThePolicyCountsPartitionsThenATopicIsMadeWithThem() throws Exception {
		String topic = this.kafka.unusedTopic();
		try (KafkaBackend counting = new KafkaBackend(this.kafka.settings(new KafkaTopicPolicy(true, 7, (short) 1)))) {
			Messages.publish(counting, topic, null, 0, 1);
		}
		assertThat(this.kafka.admin().describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions())
			.hasSize(7);
	}

	@Test
	void whenMessagesHaveNoKeyThenEachPartitionGetsItsShare() throws Exception {
		String topic = this.kafka.topic(4);
		Messages.publish(this.backend, topic, null, 0, 40);
		try (Member member = new Member(this.backend, topic, "group")) {
			assertThat(member.receiveUntil(40)
				.stream()
				.collect(Collectors.groupingBy(Delivery::lane, Collectors.counting()))
				.values()).containsExactly(10L, 10L, 10L, 10L);
		}
	}

	@Test
	void whenTopicOrderIsAskedOfSeveralPartitionsThenTheStartIsRefused() throws Exception {
		String topic = this.kafka.topic(3);
		assertThatExceptionOfType(BackendException.class)
			.isThrownBy(() -> new Member(this.backend, topic, "group", Ordering.TOPIC))
			.withMessage(
					"Topic '%s' has 3 partitions, and Kafka keeps no order between them, but group 'group' asks for "
						.formatted(topic) + "ordering TOPIC. Use ordering KEY, or a topic with one partition.");
	}

	@Test
	void whenALaneIsPausedThenOnlyTheOthersDeliver() throws Exception {
		String topic = this.kafka.topic(2);
		try (Member member = new Member(this.backend, topic, "group").join()) {
			Messages.publish(this.backend, topic, "a", 0, 5);
			Lane busy = member.receiveUntil(1).get(0).lane();
			member.receiver().pause(List.of(busy));
			member.received.clear();
			Messages.publish(this.backend, topic, "a", 5, 10);
			for (int key = 0; key < 8; key++) {
				Messages.publish(this.backend, topic, "key-" + key, 0, 1);
			}
			assertThat(member.receiveUntil(1)).extracting(Delivery::lane).doesNotContain(busy);
			member.receiver().resume(List.of(busy));
			member.receiveUntil((all) -> all.received.stream()
				.filter((delivery) -> "a".equals(delivery.key()))
				.map(Messages::body)
				.toList()
				.contains("9"));
		}
	}

	@Test
	void whenASingleMessageIsSettledThenItIsUnsupported() throws Exception {
		String topic = this.kafka.topic(1);
		Messages.publish(this.backend, topic, null, 0, 1);
		try (Member member = new Member(this.backend, topic, "group")) {
			Delivery delivery = member.receiveUntil(1).get(0);
			SettleOutcome outcome = member.receiver().settle(List.of(new Settlement.Ack(delivery))).get(0);
			assertThat(outcome.status()).isEqualTo(SettleOutcome.Status.FAILED);
			assertThat(outcome.failure()).extracting(BackendException::kind).isEqualTo(ErrorKind.UNSUPPORTED);
		}
	}

	@Test
	void whenWokenThenABlockedReceiveReturnsAndACommitIsNotBrokenOff() throws Exception {
		String topic = this.kafka.topic(1);
		Messages.publish(this.backend, topic, null, 0, 1);
		try (Member member = new Member(this.backend, topic, "group")) {
			Delivery delivery = member.receiveUntil(1).get(0);
			CompletableFuture<List<Delivery>> blocked = CompletableFuture
				.supplyAsync(() -> member.receiver().receive(10, Duration.ofMinutes(1)));
			Awaitility.await().until(() -> {
				member.receiver().wakeup();
				return blocked.isDone();
			});
			assertThat(blocked.join()).isEmpty();
			member.receiver().wakeup();
			assertThat(member.ackThrough(delivery, null)).isEqualTo(SettleOutcome.DONE);
		}
	}

	@Test
	void whenTheBackendIsClosedThenABlockedReceiveEnds() throws Exception {
		String topic = this.kafka.topic(1);
		Member member = new Member(this.backend, topic, "group").join();
		CompletableFuture<List<Delivery>> blocked = CompletableFuture
			.supplyAsync(() -> member.receiver().receive(10, Duration.ofMinutes(1)));
		this.backend.close();
		assertThat(blocked).failsWithin(Member.PATIENCE)
			.withThrowableThat()
			.havingCause()
			.isInstanceOfSatisfying(BackendException.class, (ex) -> assertThat(ex.kind()).isEqualTo(ErrorKind.CLOSED));
		member.close();
		member.close();
	}

	@Test
	void whenTheBrokerIsAwayThenTheCheckSaysWhere() {
		try (KafkaBackend away = new KafkaBackend(
				TestBroker.settings(Map.of(), "127.0.0.1:1", KafkaTopicPolicy.CREATE))) {
			assertThatExceptionOfType(BackendException.class).isThrownBy(away::check)
				.withMessageContaining("127.0.0.1:1")
				.satisfies((ex) -> assertThat(ex.isRetryable()).isTrue());
		}
		this.backend.check();
	}

}
