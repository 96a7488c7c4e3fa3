// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

import dev.sprocket.pubsub.DeadLetter;
import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.PublishAllResult;
import dev.sprocket.pubsub.PublishResult;
import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.Retry;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.Subscribe;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.SubscriptionStatus;
import dev.sprocket.pubsub.TransactionPolicy;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.memory.MemoryBackend;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.OutboxFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Topic orders is on the backend {@code other}, everything else on {@code memory}.
 */
class TwoBackendsTests {

	private static final RetryPolicy ONCE = RetryPolicy.fixed(1, Duration.ZERO);

	private final Map<String, MemoryBackend> backends = new ConcurrentHashMap<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(PubSubAutoConfiguration.class))
		.withBean("memory", BackendFactory.class, () -> new Factory("memory", this.backends))
		.withBean("other", BackendFactory.class, () -> new Factory("other", this.backends))
		.withPropertyValues("sprocket.pubsub.backend=memory", "sprocket.pubsub.topics.orders.backend=other");

	@Test
	void deadLettersAreReadWhereTheirTopicIs() {
		run((pubSub) -> {
			List<String> dead = new CopyOnWriteArrayList<>();
			pubSub.subscribe(spec("orders.billing.dlq", "people"), (message, ack) -> dead.add(message.payload()));
			pubSub.subscribe(failing("orders", "billing"), TwoBackendsTests::fail);
			pubSub.publisher().publish("orders", "one");
			await().untilAsserted(() -> assertThat(dead).containsExactly("one"));
			pubSub.publisher().publish("orders.billing.dlq", "by hand");
			await().untilAsserted(() -> assertThat(dead).containsExactly("one", "by hand"));
		});
	}

	@Test
	void deadLettersOfDeadLettersAreReadWhereTheirTopicIs() {
		run((pubSub) -> {
			List<String> dead = new CopyOnWriteArrayList<>();
			pubSub.subscribe(failing("orders", "billing"), TwoBackendsTests::fail);
			pubSub.subscribe(failing("orders.billing.dlq", "people"), TwoBackendsTests::fail);
			pubSub.subscribe(spec("orders.billing.dlq.people.dlq", "last"),
					(message, ack) -> dead.add(message.payload()));
			pubSub.publisher().publish("orders", "one");
			await().untilAsserted(() -> assertThat(dead).containsExactly("one"));
		});
	}

	@Test
	void deadLettersOfOtherTopicsStayWhereTheyAre() {
		run((pubSub) -> {
			List<String> dead = new CopyOnWriteArrayList<>();
			pubSub.subscribe(spec("orders-eu.billing.dlq", "people"), (message, ack) -> dead.add(message.payload()));
			pubSub.subscribe(failing("orders-eu", "billing"), TwoBackendsTests::fail);
			pubSub.publisher().publish("orders-eu", "one");
			await().untilAsserted(() -> assertThat(dead).containsExactly("one"));
		});
	}

	@Test
	void deadLettersOnATopicOfTheirOwnAreReadWhereTheirSourceIsWhicheverSubscribesFirst() {
		this.runner.withBean(Handlers.class).run((context) -> {
			publishReady(context);
			context.getBean(PubSub.class).publisher().publish("orders", "one");
			await().untilAsserted(() -> assertThat(context.getBean(Handlers.class).dead).containsExactly("one"));
		});
	}

	@Test
	void whenDeadLettersWouldBeReadElsewhereThenRefusedInWords() {
		run((pubSub) -> {
			pubSub.subscribe(failing("bills", "g").deadLetter(DeadLetterPolicy.DEFAULT.topic("failed")),
					TwoBackendsTests::fail);
			assertThatExceptionOfType(PubSubException.class)
				.isThrownBy(() -> pubSub.subscribe(
						failing("orders", "g").deadLetter(DeadLetterPolicy.DEFAULT.topic("failed")),
						TwoBackendsTests::fail))
				.withMessage("Topic orders, group g: its dead letters stay on the backend of orders, and topic failed"
						+ " is on another. Name another topic for them, or set both"
						+ " sprocket.pubsub.topics.orders.backend and sprocket.pubsub.topics.failed.backend to one"
						+ " backend.");
		});
	}

	@Test
	@SuppressWarnings("NullAway")
	void whenATopicHasNoNameThenItIsSaid() {
		run((pubSub) -> {
			List<ThrowingCallable> calls = List.of(() -> pubSub.subscribe(spec(null, "g"), TwoBackendsTests::fail),
					() -> pubSub.removeGroup(null, "g"), () -> pubSub.deadLetters(null, "g"));
			assertThat(calls).allSatisfy((call) -> assertThatExceptionOfType(PubSubException.class).isThrownBy(call)
				.withMessageStartingWith("Invalid topic name null: a name has 1 to 200 characters"));
		});
	}

	@Test
	void whenOneTopicHasAnImpossibleNameThenTheOthersArePublishedAndItsFutureFails() {
		run((pubSub) -> {
			PublishAllResult result = pubSub.publisher()
				.publishAll(Stream.of("orders", "no name", "bills").map(TwoBackendsTests::message).toList());
			assertThat(result.entries()).extracting((entry) -> entry.failure() == null)
				.containsExactly(true, false, true);
			assertThat(result.entries().get(1).failure()).hasMessageStartingWith("Invalid topic name 'no name': ");
			assertThat(pubSub.publisher().publishAsync(message("no name"))).isCompletedExceptionally();
		});
	}

	@Test
	void publishAllOfAViewIsOneBatchABackend() {
		RecordingOutbox outbox = new RecordingOutbox(new CopyOnWriteArrayList<>());
		this.runner.withBean(OutboxFactory.class, () -> (backend, sender) -> outbox).run((context) -> {
			Publisher publisher = context.getBean(Publisher.class).withTransactions(TransactionPolicy.REQUIRE);
			PublishAllResult result = publisher
				.publishAll(Stream.of("orders", "bills", "orders", "parcels").map(TwoBackendsTests::message).toList());
			assertThat(outbox.batches()).containsExactlyInAnyOrder(List.of("orders", "orders"),
					List.of("bills", "parcels"));
			assertThat(result.entries())
				.allSatisfy((entry) -> assertThat(entry.result().stage()).isEqualTo(PublishResult.Stage.ENLISTED));
		});
	}

	@Test
	void whenDrainedThenNoneFetchesWhileAnotherFinishes() {
		run((pubSub) -> {
			CountDownLatch begun = new CountDownLatch(1);
			CountDownLatch ending = new CountDownLatch(1);
			List<String> handled = new CopyOnWriteArrayList<>();
			// the engine of bills comes first
			pubSub.subscribe(spec("bills", "g"), (message, ack) -> {
				begun.countDown();
				ending.await();
				handled.add(message.payload());
			});
			Subscription orders = pubSub.subscribe(spec("orders", "g"),
					(message, ack) -> handled.add(message.payload()));
			pubSub.publisher().publish("bills", "at work");
			await().until(() -> begun.getCount() == 0);
			CompletableFuture<Boolean> drained = CompletableFuture
				.supplyAsync(() -> pubSub.drain(Duration.ofSeconds(10)));
			await().until(() -> orders.status().state() != SubscriptionStatus.State.RUNNING);
			pubSub.publisher().publish("orders", "late");
			ending.countDown();
			assertThat(drained).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
			assertThat(handled).containsExactly("at work");
			assertThat(this.backends.get("other").lag("orders", "g").messages()).isEqualTo(1);
		});
	}

	@Test
	void whenOneIsNotFinishedInTimeThenItIsSaid() {
		run((pubSub) -> {
			CountDownLatch begun = new CountDownLatch(1);
			pubSub.subscribe(spec("bills", "g"), (message, ack) -> {
				begun.countDown();
				new CountDownLatch(1).await();
			});
			pubSub.subscribe(spec("orders", "g"), (message, ack) -> {
			});
			pubSub.publisher().publish("bills", "at work");
			await().until(() -> begun.getCount() == 0);
			assertThat(pubSub.drain(Duration.ofMillis(100))).isFalse();
			assertThat(pubSub.subscriptions()).isEmpty();
		});
	}

	@Test
	void itsPartInTheStopIsAlwaysTheSame() {
		run((pubSub) -> assertThat(pubSub.lifecycle()).isSameAs(pubSub.lifecycle()));
	}

	private void run(Consumer<PubSub> test) {
		this.runner.run((context) -> test.accept(context.getBean(PubSub.class)));
	}

	private static void publishReady(AssertableApplicationContext context) {
		ConfigurableApplicationContext source = context
			.getSourceApplicationContext(ConfigurableApplicationContext.class);
		context.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0], source, Duration.ZERO));
	}

	private static OutgoingMessage message(String topic) {
		return OutgoingMessage.of(topic, topic);
	}

	private static SubscriptionSpec<String> spec(String topic, String group) {
		return SubscriptionSpec.of(topic, group, String.class);
	}

	private static SubscriptionSpec<String> failing(String topic, String group) {
		return spec(topic, group).retry(ONCE);
	}

	private static void fail(Object message, Object acknowledgment) {
		throw new IllegalStateException("no");
	}

	/**
	 * The reader of the dead letters is subscribed before their source.
	 */
	static class Handlers {

		final List<String> dead = new CopyOnWriteArrayList<>();

		@Subscribe(topic = "failed-orders", group = "a-people")
		void dead(String order) {
			this.dead.add(order);
		}

		@Subscribe(topic = "orders", group = "billing")
		@Retry(attempts = 1)
		@DeadLetter(topic = "failed-orders")
		void orders(String order) {
			throw new IllegalStateException("no");
		}

	}

	record Factory(String name, Map<String, MemoryBackend> made) implements BackendFactory {

		@Override
		public String artifact() {
			return "test";
		}

		@Override
		public Backend create() {
			return this.made.computeIfAbsent(this.name, (missing) -> new MemoryBackend());
		}

	}

	record RecordingOutbox(List<List<String>> batches) implements Outbox {

		@Override
		public boolean isTransactionActive() {
			return true;
		}

		@Override
		public void enlist(List<OutboundMessage> messages) {
			this.batches.add(messages.stream().map(OutboundMessage::topic).toList());
		}

	}

}
