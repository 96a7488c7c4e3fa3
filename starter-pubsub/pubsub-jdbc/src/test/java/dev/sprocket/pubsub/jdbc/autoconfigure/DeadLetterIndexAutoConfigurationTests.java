// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.nio.file.Path;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import dev.sprocket.pubsub.DeadLetterQuery;
import dev.sprocket.pubsub.DeadLetterQueue;
import dev.sprocket.pubsub.FailedMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.RejectMessageException;
import dev.sprocket.pubsub.Subscribe;
import dev.sprocket.pubsub.jdbc.EmbeddedBackendFactory;
import dev.sprocket.pubsub.jdbc.JdbcSettings;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.test.FaultyBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * An application whose backend cannot look at what it stores.
 */
@ExtendWith(OutputCaptureExtension.class)
class DeadLetterIndexAutoConfigurationTests {

	@TempDir
	private Path folder;

	@Test
	void whenThereIsAnOutboxThenItIndexesDeadLettersAndTheLogSaysSo(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run("--sprocket.pubsub.jdbc.outbox=true")) {
			PubSub pubSub = context.getBean(PubSub.class);
			String id = pubSub.publisher().publish("orders", "x").messageId();
			DeadLetterQueue letters = pubSub.deadLetters("orders", "billing");
			List<FailedMessage> found = Awaitility.await()
				.until(() -> letters.find(DeadLetterQuery.all()), (list) -> !list.isEmpty());
			assertThat(found).extracting((letter) -> letter.message().id()).containsExactly(id);
		}
		assertThat(lines(output))
			.anyMatch((line) -> line.startsWith("orders  billing  embedded")
					&& line.endsWith("  orders.billing.dlq, indexed in the database"))
			.anyMatch((line) -> line.startsWith("Backend embedded: native ")
					&& line.contains("; emulated transactional-publish, browse; none atomic-forward"));
	}

	@Test
	void whenTheIndexIsSwitchedOffThenDeadLettersAreOnTheirTopicAlone(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run("--sprocket.pubsub.jdbc.outbox=true",
				"--sprocket.pubsub.jdbc.dead-letter-index=false")) {
			PubSub pubSub = context.getBean(PubSub.class);
			PubSubException refusal = catchThrowableOfType(PubSubException.class,
					() -> pubSub.deadLetters("orders", "billing"));
			assertThat(refusal.kind()).isEqualTo(ErrorKind.UNSUPPORTED);
		}
		assertThat(lines(output)).anyMatch((line) -> line.endsWith("  orders.billing.dlq"))
			.anyMatch((line) -> line.startsWith("Backend embedded: native ")
					&& line.contains("; emulated transactional-publish; none ") && line.contains("browse"));
	}

	private ConfigurableApplicationContext run(String... arguments) {
		Path file = this.folder.resolve("store.db");
		return new SpringApplicationBuilder(Handlers.class)
			.initializers((context) -> context.getBeanFactory().registerSingleton("bareBackend", new BareFactory(file)))
			.properties("sprocket.pubsub.backend=bare", "spring.main.web-application-type=none",
					"spring.datasource.generate-unique-name=true")
			.run(arguments);
	}

	// in JSON a line break is escaped

	private static List<String> lines(CapturedOutput output) {
		return output.getOut().replace("\\n", "\n").lines().toList();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Handlers {

		@Subscribe(topic = "orders", group = "billing")
		void bill(String order) {
			throw new RejectMessageException("on purpose");
		}

	}

	private record BareFactory(Path file) implements BackendFactory {

		@Override
		public String name() {
			return "bare";
		}

		@Override
		public String artifact() {
			return "bare";
		}

		@Override
		public Backend create() {
			return FaultyBackend.without(new EmbeddedBackendFactory(this.file, JdbcSettings.DEFAULTS).create(),
					Capability.BROWSE);
		}

	}

}
