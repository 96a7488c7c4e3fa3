// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.memory.autoconfigure.MemoryPubSubAutoConfiguration;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.test.FailureAnalyses;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with the embedded and the memory backend on its class path.
 */
class BackendChoiceTests {

	@TempDir
	private Path folder;

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(AutoConfigurations
		.of(EmbeddedPubSubAutoConfiguration.class, MemoryPubSubAutoConfiguration.class, PubSubAutoConfiguration.class));

	@Test
	void whenThereAreTwoBackendsAndNoneIsChosenThenBothAreNamedWithTheLineToAdd() {
		FailureAnalysis analysis = failureOf(this.runner.withBean("pigeons", BackendFactory.class, Pigeons::new));
		assertThat(analysis.getDescription())
			.isEqualTo("Several pub/sub backends are on the class path and none is chosen: embedded (from "
					+ "sprocket-pubsub-jdbc), pigeons (from sprocket-pubsub-pigeons).");
		assertThat(analysis.getAction()).isEqualTo("Set sprocket.pubsub.backend=embedded or "
				+ "sprocket.pubsub.backend=pigeons, or leave out the artifact that you do not need.");
	}

	@Test
	void whenMemoryIsThereForTestsThenItIsNotChosenByItselfUnlessItIsAlone() {
		this.runner.withPropertyValues("sprocket.pubsub.embedded.path=" + this.folder.resolve("store.db"))
			.run((context) -> {
				context.getBean(PubSub.class).publisher().publish("t", "kept");
				assertThat(this.folder.resolve("store.db")).exists();
			});
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(MemoryPubSubAutoConfiguration.class, PubSubAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(PubSub.class));
	}

	@Test
	void whenThereIsNoBackendThenItSaysWhatToAdd() {
		FailureAnalysis analysis = failureOf(
				new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(PubSubAutoConfiguration.class)));
		assertThat(analysis.getDescription()).isEqualTo("No pub/sub backend is on the class path.");
		assertThat(analysis.getAction()).isEqualTo("Depend on sprocket-starter-pubsub, which brings the embedded "
				+ "backend, or on a backend such as sprocket-pubsub-memory.");
	}

	@Test
	void whenTheChosenBackendIsNotThereThenThoseThatAreAreNamed() {
		FailureAnalysis analysis = failureOf(this.runner.withPropertyValues("sprocket.pubsub.backend=kafak"));
		assertThat(analysis.getDescription())
			.isEqualTo("The property sprocket.pubsub.backend is 'kafak', and no pub/sub "
					+ "backend of that name is on the class path.");
		assertThat(analysis.getAction())
			.isEqualTo("On the class path are: embedded, memory. Use one of them, or add the "
					+ "artifact sprocket-pubsub-kafak if that is a backend of Sprocket.");
	}

	@Test
	void whenOneOfTwoIsChosenThenTheOtherIsNotTouched() {
		Path file = this.folder.resolve("store.db");
		this.runner.withPropertyValues("sprocket.pubsub.backend=memory", "sprocket.pubsub.embedded.path=" + file)
			.run((context) -> assertThat(context).hasSingleBean(PubSub.class));
		assertThat(file).doesNotExist();
	}

	private static FailureAnalysis failureOf(ApplicationContextRunner runner) {
		FailureAnalysis[] found = new FailureAnalysis[1];
		runner.run((context) -> found[0] = FailureAnalyses.of(context.getStartupFailure()));
		return found[0];
	}

	private static final class Pigeons implements BackendFactory {

		@Override
		public String name() {
			return "pigeons";
		}

		@Override
		public String artifact() {
			return "sprocket-pubsub-pigeons";
		}

		@Override
		public Backend create() {
			throw new UnsupportedOperationException();
		}

	}

}
