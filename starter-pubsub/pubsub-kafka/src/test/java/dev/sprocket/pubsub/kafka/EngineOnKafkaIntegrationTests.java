// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.Ordering;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The three proofs of the SPI again, through the engine.
 */
@ExtendWith(TestBroker.Extension.class)
@Timeout(60)
class EngineOnKafkaIntegrationTests {

	private static final Duration POLL_INTERVAL = Duration.ofSeconds(2);

	private TestBroker kafka;

	private String topic;

	@BeforeEach
	void open(TestBroker kafka) throws Exception {
		this.kafka = kafka;
		this.topic = kafka.topic(6);
	}

	@Test
	void whenAnInstanceComesAndGoesUnderLoadThenEachMessageIsHandledOnce() {
		List<String> handled = new CopyOnWriteArrayList<>();
		AtomicInteger published = new AtomicInteger();
		try (PubSub staying = engine()) {
			staying.subscribe(spec(), (message, acknowledgment) -> handled.add(message.payload()));
			publishWhile(staying, published, () -> handled.size() < 200);
			List<String> byPassing = new CopyOnWriteArrayList<>();
			try (PubSub passing = engine()) {
				passing.subscribe(spec(), (message, acknowledgment) -> {
					byPassing.add(message.payload());
					handled.add(message.payload());
				});
				publishWhile(staying, published, () -> byPassing.size() < 200);
			}
			int whenGone = handled.size();
			publishWhile(staying, published, () -> handled.size() < whenGone + 200);
			await().until(() -> Set.copyOf(handled).size() == published.get());
		}
		assertThat(handled).doesNotHaveDuplicates();
	}

	@Test
	void whenAnInstanceEndsWithOneMessageUnfinishedThenOnlyThatComesAgain() throws Exception {
		this.topic = this.kafka.topic(1);
		CountDownLatch never = new CountDownLatch(1);
		List<String> first = new CopyOnWriteArrayList<>();
		try (PubSub engine = engine()) {
			Subscription subscription = engine.subscribe(spec().ordering(Ordering.NONE), (message, acknowledgment) -> {
				if (message.payload().equals("3")) {
					never.await();
				}
				first.add(message.payload());
			});
			publish(engine, 0, 50);
			await().until(() -> first.size() == 49);
			assertThat(subscription.drain(Duration.ofMillis(200))).isFalse();
		}
		assertThat(this.kafka.committed(this.topic, "group", 0).offset()).isEqualTo(3);
		List<String> second = new CopyOnWriteArrayList<>();
		try (PubSub engine = engine()) {
			publish(engine, 50, 51);
			engine.subscribe(spec().ordering(Ordering.TOPIC),
					(message, acknowledgment) -> second.add(message.payload()));
			await().until(() -> second.contains("50"));
		}
		assertThat(second).containsExactly("3", "50");
	}

	@Test
	void whenTheTopicIsWrittenInTransactionsThenNothingLagsForAnyOfTheInstances() {
		Set<String> handled = ConcurrentHashMap.newKeySet();
		String[] ids = IntStream.range(0, 60).mapToObj(String::valueOf).toArray(String[]::new);
		try (PubSub one = engine();
				PubSub other = engine();
				KafkaBackend backend = new KafkaBackend(this.kafka.settings());
				TransactionalWriter writer = new TransactionalWriter(this.kafka, this.topic)) {
			for (PubSub engine : List.of(one, other)) {
				engine.subscribe(spec(), (message, acknowledgment) -> handled.add(message.payload()));
			}
			await().until(() -> this.kafka.describe(this.topic, "group").members().size() == 2);
			writer.commit(ids).abort("never", "either");
			await().until(() -> handled.size() == ids.length && backend.lag(this.topic, "group").equals(Lag.NOTHING));
			assertThat(handled).containsExactlyInAnyOrder(ids);
		}
	}

	@Test
	void whenAnInstanceEndsBetweenAttemptsThenTheNextGoesOnCounting() {
		List<Integer> attempts = new CopyOnWriteArrayList<>();
		RetryPolicy patient = RetryPolicy.fixed(5, Duration.ofMinutes(5));
		try (PubSub engine = engine()) {
			engine.subscribe(spec().retry(patient), (message, acknowledgment) -> {
				attempts.add(message.attempt());
				throw new IllegalStateException("failed on purpose");
			});
			publish(engine, 0, 1);
			await().until(() -> attempts.size() == 1);
			engine.drain(Duration.ofMillis(200));
		}
		try (PubSub engine = engine()) {
			engine.subscribe(spec(), (message, acknowledgment) -> attempts.add(message.attempt()));
			await().until(() -> attempts.size() == 2);
		}
		assertThat(attempts).containsExactly(1, 2);
	}

	@Test
	void whenAHandlerHangsThenItsInstanceHandsOverAfterTheLease() {
		AtomicInteger hanging = new AtomicInteger();
		Set<String> handled = ConcurrentHashMap.newKeySet();
		Set<String> byOther = ConcurrentHashMap.newKeySet();
		try (PubSub first = eagerEngine(); PubSub other = eagerEngine()) {
			first.subscribe(spec().lease(Duration.ofSeconds(1), Duration.ofMinutes(5)), (message, acknowledgment) -> {
				if (message.payload().equals("0") && hanging.incrementAndGet() == 1) {
					new CountDownLatch(1).await();
				}
				handled.add(message.payload());
			});
			publish(first, 0, 60);
			await().until(() -> hanging.get() == 1);
			other.subscribe(spec(), (message, acknowledgment) -> {
				handled.add(message.payload());
				byOther.add(message.payload());
			});
			await().until(() -> {
				publish(first, 60, 120);
				return handled.size() == 120 && !byOther.isEmpty();
			});
		}
	}

	@Test
	void whenASubscriptionIsPausedForLongerThanThePollIntervalThenItStaysAMember() throws Exception {
		List<Message<String>> handled = new CopyOnWriteArrayList<>();
		try (PubSub engine = engine()) {
			Subscription subscription = engine.subscribe(spec(), (message, acknowledgment) -> handled.add(message));
			await().until(() -> !this.kafka.describe(this.topic, "group").members().isEmpty());
			String member = memberId();
			subscription.pause();
			publish(engine, 0, 10);
			await().during(POLL_INTERVAL.plusSeconds(1)).until(() -> handled.isEmpty() && memberId().equals(member));
			subscription.resume();
			await().until(() -> handled.size() == 10);
		}
	}

	private PubSub engine() {
		KafkaSettings settings = this.kafka
			.settings(Map.of("max.poll.interval.ms", String.valueOf(POLL_INTERVAL.toMillis())));
		return new PubSubBuilder(new KafkaBackend(settings)).jsonMapper(JsonMapper.builder().build()).build();
	}

	/**
	 * All of its lanes are revoked when another joins, and minutes are allowed for it.
	 */
	private PubSub eagerEngine() {
		KafkaSettings settings = this.kafka
			.settings(TestBroker.classic("heartbeat.interval.ms", "100", "session.timeout.ms", "1500",
					"partition.assignment.strategy", "org.apache.kafka.clients.consumer.RangeAssignor"));
		return new PubSubBuilder(new KafkaBackend(settings)).jsonMapper(JsonMapper.builder().build()).build();
	}

	private SubscriptionSpec<String> spec() {
		return SubscriptionSpec.of(this.topic, "group", String.class).ordering(Ordering.KEY);
	}

	private void publish(PubSub engine, int from, int to) {
		assertThat(engine.publisher()
			.publishAll(IntStream.range(from, to)
				.mapToObj((number) -> OutgoingMessage.of(this.topic, String.valueOf(number)).key("key-" + number % 60))
				.toList())
			.isComplete()).isTrue();
	}

	private void publishWhile(PubSub engine, AtomicInteger published, BooleanSupplier condition) {
		await().pollInterval(Duration.ofMillis(10)).pollInSameThread().until(() -> {
			int first = published.getAndAdd(20);
			publish(engine, first, first + 20);
			return !condition.getAsBoolean();
		});
	}

	private String memberId() throws Exception {
		return this.kafka.describe(this.topic, "group").members().iterator().next().consumerId();
	}

	private static ConditionFactory await() {
		return Awaitility.await().atMost(Member.PATIENCE).ignoreExceptions();
	}

}
