// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.env.MockEnvironment;

import dev.sprocket.pubsub.jdbc.EmbeddedBackendFactory;
import dev.sprocket.pubsub.jdbc.JdbcSettings;
import dev.sprocket.pubsub.spi.SetupException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NamedOnKubernetesTests {

	private final MockEnvironment environment = new MockEnvironment().withProperty("spring.main.cloud-platform",
			"kubernetes");

	@TempDir
	private Path folder;

	private void create() {
		new NamedOnKubernetes(new EmbeddedBackendFactory(this.folder.resolve("folder/store.db"), JdbcSettings.DEFAULTS),
				this.environment)
			.create()
			.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "sprocket.pubsub.backend", "sprocket.pubsub.http.store",
			"sprocket.pubsub.topics.orders.backend", "sprocket.pubsub.topics[orders.eu].backend" })
	void whenSomethingNamesItThenItIsMade(String property) {
		this.environment.setProperty("sprocket.pubsub.backend", "http");
		this.environment.setProperty("sprocket.pubsub.topics.other.cloudevents.mode", "binary");
		this.environment.setProperty(property, "embedded");
		create();
		assertThat(this.folder.resolve("folder/store.db")).exists();
	}

	@Test
	void whenOnlyTheBackendThatKeepsMessagesInItIsNamedThenRefusedWithTheStore() {
		this.environment.setProperty("sprocket.pubsub.backend", "http");
		this.environment.setProperty("sprocket.pubsub.topics.orders.backend", "jdbc");
		assertThatExceptionOfType(SetupException.class).isThrownBy(this::create)
			.satisfies((exception) -> assertThat(exception.remedy())
				.isEqualTo("Set sprocket.pubsub.http.store=jdbc to use the application's database. For one replica "
						+ "with a persistent volume set sprocket.pubsub.http.store=embedded and "
						+ "sprocket.pubsub.embedded.path."));
		assertThat(this.folder.resolve("folder")).doesNotExist();
	}

}
