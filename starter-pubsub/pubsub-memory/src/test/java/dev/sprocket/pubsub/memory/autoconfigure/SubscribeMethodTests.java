// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory.autoconfigure;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;

import dev.sprocket.pubsub.DeadLetter;
import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.Retry;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.Subscribe;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.batch.Batch;
import dev.sprocket.pubsub.batch.BatchPolicy;
import dev.sprocket.pubsub.memory.MemoryBackend;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.test.FailureAnalyses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What methods with {@link Subscribe} cannot be, and the words in which it is told.
 */
class SubscribeMethodTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(MemoryPubSubAutoConfiguration.class, PubSubAutoConfiguration.class));

	private final ApplicationContextRunner named = this.runner.withPropertyValues("spring.application.name=shop");

	@Test
	void whenMethodsShareAGroupByAccidentThenRefused() {
		assertThat(problems(this.named.withBean(OrderMail.class).withBean(OrderStats.class))).containsExactly(
				"SubscribeMethodTests.OrderMail.on and SubscribeMethodTests.OrderStats.on: they subscribe to"
						+ " topic orders in group shop.on, and each message would go to one of them only; give each a group of"
						+ " its own, or have one method with more concurrency");
	}

	@Test
	void whenMethodsOfOneNameHaveTopicsOfTheirOwnThenAccepted() {
		this.named.withBean(OrderMail.class)
			.withBean(BillMail.class)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenARetryNamesAnExceptionTwiceThenAccepted() {
		this.named.withBean(Twice.class).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenAnnotationsSayNothingThenTheDefaultsHold() {
		this.named.withBean(Bare.class).run((context) -> {
			context.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0],
					context.getSourceApplicationContext(ConfigurableApplicationContext.class), Duration.ZERO));
			SubscriptionSpec<?> spec = context.getBean(PubSub.class).subscriptions().get(0).spec();
			assertThat(spec.retry()).isEqualTo(RetryPolicy.DEFAULT);
			assertThat(spec.deadLetter()).isEqualTo(DeadLetterPolicy.DEFAULT);
			assertThat(spec.batch()).isEqualTo(BatchPolicy.DEFAULT);
		});
	}

	@Test
	void whenOthersMayHaveTheGroupOfAnApplicationWithoutANameThenRefused() {
		ApplicationContextRunner remote = this.runner.withBean("remote", BackendFactory.class, Remote::new)
			.withPropertyValues("sprocket.pubsub.backend=memory", "sprocket.pubsub.topics.orders.backend=remote")
			.withBean(OrderMail.class)
			.withBean(BillMail.class);
		assertThat(problems(remote)).containsExactly(
				"SubscribeMethodTests.OrderMail.on: it would subscribe to topic orders in group application.on"
						+ " of backend remote, and so would any other application without a name, which would take its"
						+ " messages; set spring.application.name, or give it a group");
		remote.withPropertyValues("spring.application.name=shop").run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenSettingsCannotBeThenAllAreNamed() {
		FailureAnalysis analysis = analyze(this.named.withBean(Mistaken.class).withPropertyValues("pause=soon"));
		assertThat(problems(analysis)).containsExactlyInAnyOrder(
				"SubscribeMethodTests.Mistaken.numbers: concurrency must be at least 1, or 0 for the default, not -1",
				"SubscribeMethodTests.Mistaken.numbers: retry attempts must be at least 1, not 0",
				"SubscribeMethodTests.Mistaken.numbers: retry jitter must be from 0 to 1, not 2.0",
				"SubscribeMethodTests.Mistaken.numbers: maxParked must be at least 1, not 0",
				"SubscribeMethodTests.Mistaken.texts: Invalid topic name 'no topic': a name has 1 to 200 characters, each"
						+ " a letter A-Z or a-z, a digit, '.', '_' or '-'",
				"SubscribeMethodTests.Mistaken.texts: group is '${none}': Could not resolve placeholder 'none' in value"
						+ " \"${none}\"",
				"SubscribeMethodTests.Mistaken.texts: @Retry backoff is 'soon', no duration such as 200ms or 1m",
				"SubscribeMethodTests.Mistaken.texts: @Retry maxBackoff is '${none}': Could not resolve placeholder"
						+ " 'none' in value \"${none}\"",
				"SubscribeMethodTests.Mistaken.off: dead letters are off, and have the topic failed; leave out one or the"
						+ " other",
				"SubscribeMethodTests.Mistaken.unsubscribed: it has @Batch and @DeadLetter and @Retry, and no @Subscribe to"
						+ " go with it");
		assertThat(analysis.getAction()).isEqualTo("Correct what is named above.");
	}

	@Test
	void whenAPayloadCannotBeDecodedThenRefusedWithWhatAHandlerTakes() {
		FailureAnalysis analysis = analyze(this.named.withBean(Generic.class));
		assertThat(problems(analysis)).containsExactlyInAnyOrder(
				"SubscribeMethodTests.Generic.list: parameter 1 (java.util.List<java.lang.String>) has type arguments,"
						+ " which decoding knows nothing of; use a record of your own around it, or @Batch to take several"
						+ " messages at a time",
				"SubscribeMethodTests.Generic.map: parameter 1 (java.util.Map<java.lang.String,"
						+ " java.lang.Integer>) has type arguments, which decoding knows nothing of; use a record of your"
						+ " own around it",
				"SubscribeMethodTests.Generic.array: parameter 1 (java.util.List<java.lang.String>[]) has type arguments,"
						+ " which decoding knows nothing of; use a record of your own around it");
		assertThat(analysis.getAction()).startsWith("Correct what is named above. A handler returns void and takes ");
	}

	@Test
	void whenAPayloadIsWhateverJsonHoldsThenItIsTaken() {
		this.named.withBean(Anything.class).run((context) -> {
			ConfigurableApplicationContext source = context
				.getSourceApplicationContext(ConfigurableApplicationContext.class);
			context
				.publishEvent(new ApplicationReadyEvent(new SpringApplication(), new String[0], source, Duration.ZERO));
			Publisher publisher = context.getBean(Publisher.class);
			publisher.publish("lists", List.of(1, "two"));
			publisher.publish("maps", Map.of("one", 1));
			publisher.publish("arrays", List.of("one"));
			await().until(() -> context.getBean(Anything.class).taken.size() == 4);
			assertThat(context.getBean(Anything.class).taken).containsExactlyInAnyOrder(List.of(1, "two"),
					List.of(1, "two"), Map.of("one", 1), List.of("one"));
		});
	}

	private static List<String> problems(ApplicationContextRunner runner) {
		return problems(analyze(runner));
	}

	private static List<String> problems(FailureAnalysis analysis) {
		return analysis.getDescription()
			.lines()
			.filter((line) -> line.startsWith("    - ") && line.endsWith("."))
			.map((line) -> line.substring(6, line.length() - 1))
			.toList();
	}

	private static FailureAnalysis analyze(ApplicationContextRunner runner) {
		FailureAnalysis[] found = new FailureAnalysis[1];
		runner.run((context) -> found[0] = FailureAnalyses.of(context.getStartupFailure()));
		return found[0];
	}

	static final class OrderMail {

		@Subscribe(topic = "orders")
		void on(String order) {
		}

	}

	static final class OrderStats {

		@Subscribe(topic = "orders")
		void on(String order) {
		}

	}

	static final class BillMail {

		@Subscribe(topic = "bills")
		void on(String bill) {
		}

	}

	static final class Bare {

		@Subscribe(topic = "orders")
		@Retry
		@DeadLetter
		@Batch
		void on(List<String> orders) {
		}

	}

	static final class Twice {

		@Subscribe(topic = "orders")
		@Retry(on = { IOException.class, IOException.class })
		void on(String order) {
		}

	}

	static final class Mistaken {

		@Subscribe(topic = "orders", group = "numbers", concurrency = -1)
		@Retry(attempts = 0, jitter = 2)
		@DeadLetter(maxParked = 0)
		void numbers(String order) {
		}

		@Subscribe(topic = "no topic", group = "${none}")
		@Retry(backoff = "${pause}", maxBackoff = "${none}")
		void texts(String order) {
		}

		@Subscribe(topic = "orders", group = "off")
		@DeadLetter(enabled = false, topic = "failed")
		void off(String order) {
		}

		@Retry(attempts = 3)
		@Retry(attempts = 4)
		@DeadLetter
		@Batch
		void unsubscribed(String order) {
		}

	}

	static final class Generic {

		@Subscribe(topic = "lists")
		void list(List<String> list) {
		}

		@Subscribe(topic = "maps")
		void map(Message<Map<String, Integer>> map) {
		}

		@Subscribe(topic = "arrays")
		void array(List<String>[] lists) {
		}

	}

	static final class Anything {

		private final List<Object> taken = new CopyOnWriteArrayList<>();

		@Subscribe(topic = "lists", group = "open")
		void list(List<?> list) {
			this.taken.add(list);
		}

		@Subscribe(topic = "lists", group = "raw")
		@SuppressWarnings("rawtypes")
		void raw(Message<List> list) {
			this.taken.add(list.payload());
		}

		@Subscribe(topic = "maps")
		void map(Map<String, Object> map) {
			this.taken.add(map);
		}

		@Subscribe(topic = "arrays")
		void array(String[] texts) {
			this.taken.add(List.of(texts));
		}

	}

	/**
	 * Makes a backend that others reach, too.
	 */
	private static final class Remote implements BackendFactory {

		@Override
		public String name() {
			return "remote";
		}

		@Override
		public String artifact() {
			return "test";
		}

		@Override
		public Backend create() {
			Backend memory = new MemoryBackend();
			return (Backend) Proxy.newProxyInstance(Backend.class.getClassLoader(), new Class<?>[] { Backend.class },
					(proxy, method, arguments) -> switch (method.getName()) {
						case "isLocal" -> false;
						case "name" -> "remote";
						default -> method.invoke(memory, arguments);
					});
		}

	}

}
