// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory.autoconfigure;

import java.lang.reflect.Proxy;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.sprocket.pubsub.Subscribe;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.memory.MemoryBackend;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;

import static org.assertj.core.api.Assertions.assertThat;

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

	private static List<String> problems(ApplicationContextRunner runner) {
		return analyze(runner).getDescription()
			.lines()
			.filter((line) -> line.startsWith("    - "))
			.map((line) -> line.substring(6))
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
