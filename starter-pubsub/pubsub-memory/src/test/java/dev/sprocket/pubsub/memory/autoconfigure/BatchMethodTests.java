// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import dev.sprocket.pubsub.AckMode;
import dev.sprocket.pubsub.Acknowledgment;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.Subscribe;
import dev.sprocket.pubsub.batch.Batch;
import dev.sprocket.pubsub.batch.BatchOutcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

class BatchMethodTests {

	@Test
	void whenAMethodTakesAListThenItGetsWhatIsThere() {
		try (ConfigurableApplicationContext context = run(Statistics.class)) {
			Publisher publisher = context.getBean(Publisher.class);
			for (int number = 0; number < 6; number++) {
				publisher.publish("clicks", new Click("page" + number));
			}
			Statistics statistics = context.getBean(Statistics.class);
			await().until(() -> statistics.pages.size() >= 6 && statistics.ids.size() >= 6);
			assertThat(statistics.pages).containsExactlyInAnyOrder("page0", "page1", "page2", "page3", "page4",
					"page5");
		}
	}

	@Test
	void whenMethodsCannotTakeBatchesThenTheStartNamesEveryProblem() {
		assertThat(problemsOf(Mistaken.class))
			.contains("Mistaken.single: parameter 1 (" + Click.class.getName() + ") is for one message; with @Batch it "
					+ "takes a List of payloads or of Message, and a BatchOutcome")
			.contains("Mistaken.manual: a batch needs ack mode AUTO: its handler says with BatchOutcome what failed")
			.contains("Mistaken.inbox: a batch has no inbox, which remembers message by message")
			.contains("Mistaken.tooLarge: batch maxSize must be from 1 to 1000, not 2000")
			.contains("Mistaken.noDuration: @Batch maxWait is 'soon', no duration such as 200ms or 1m")
			.contains("use a record of your own around it, or @Batch to take several messages at a time");
	}

	private static String problemsOf(Class<?> application) {
		Throwable failure = catchThrowable(() -> run(application).close());
		List<String> texts = new ArrayList<>();
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			texts.add(Objects.toString(cause.getMessage()));
		}
		return String.join(" ", texts);
	}

	private static ConfigurableApplicationContext run(Class<?> application) {
		return new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.properties("sprocket.pubsub.backend=memory", "spring.application.name=statistics")
			.run();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Statistics {

		private final List<String> pages = new CopyOnWriteArrayList<>();

		private final List<String> ids = new CopyOnWriteArrayList<>();

		@Subscribe(topic = "clicks", group = "pages")
		@Batch(maxSize = 500, maxWait = "200ms")
		void store(List<Click> clicks) {
			clicks.forEach((click) -> this.pages.add(click.page()));
		}

		@Subscribe(topic = "clicks", group = "ids")
		@Batch(maxWait = "${wait:0s}")
		void remember(List<Message<Click>> clicks, BatchOutcome outcome) {
			clicks.forEach((click) -> this.ids.add(click.id()));
			clicks.stream()
				.filter((click) -> click.payload().page().isEmpty())
				.forEach((click) -> outcome.failed(clicks.indexOf(click), new IllegalArgumentException("no page")));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Mistaken {

		@Subscribe(topic = "clicks")
		@Batch
		void single(Click click) {
		}

		@Subscribe(topic = "clicks", ackMode = AckMode.MANUAL)
		@Batch
		void manual(List<Click> clicks, Acknowledgment acknowledgment) {
		}

		@Subscribe(topic = "clicks", inbox = true)
		@Batch
		void inbox(List<Click> clicks) {
		}

		@Subscribe(topic = "clicks")
		@Batch(maxSize = 2000)
		void tooLarge(List<Click> clicks) {
		}

		@Subscribe(topic = "clicks")
		@Batch(maxWait = "soon")
		void noDuration(List<Click> clicks) {
		}

		@Subscribe(topic = "clicks")
		void forgotten(List<Click> clicks) {
		}

	}

	record Click(String page) {

	}

}
