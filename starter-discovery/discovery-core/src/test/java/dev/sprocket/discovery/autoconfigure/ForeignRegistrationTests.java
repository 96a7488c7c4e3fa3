// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class ForeignRegistrationTests {

	@Test
	void whenWebServerListensThenTheirRegistrationWaitsUntilTheApplicationIsReady() {
		ForeignRegistry registry;
		try (Application application = Application.run(WebApplicationType.SERVLET, ForeignRegistry.Configuration.class,
				"sprocket.identity.zone=north")) {
			registry = application.bean(ForeignRegistry.class);
			await().untilAsserted(() -> assertThat(registry.calls()).containsExactly("register their-name"));
			assertThat(registry.metadata()).containsEntry("version", "theirs")
				.containsEntry("zone", "north")
				.containsEntry("http", application.context.getEnvironment().getProperty("local.server.port"));
			application.readiness(ReadinessState.REFUSING_TRAFFIC);
			await().untilAsserted(() -> assertThat(registry.calls()).hasSize(2));
		}
		assertThat(registry.calls()).startsWith("register their-name", "deregister their-name", "close");
	}

	@Test
	void whenThereIsNoWebServerThenTheirRegistrationIsStartedAllTheSame() {
		try (Application application = Application.run(ForeignRegistry.Configuration.class)) {
			ForeignRegistry registry = application.bean(ForeignRegistry.class);
			await().untilAsserted(() -> assertThat(registry.calls()).containsExactly("register their-name"));
		}
	}

	@Test
	void whenTheirRegistryIsDownThenTheApplicationStarts(CapturedOutput output) {
		try (Application application = Application.run(WebApplicationType.SERVLET, ForeignRegistry.Configuration.class,
				"test.down=true")) {
			assertThat(application.context.isActive()).isTrue();
			await().until(() -> output.getAll().contains("foreignRegistry: their-name/their-id cannot be registered"));
		}
	}

	@Test
	void whenTheirRegistryIsAskedForTheStatusThenItAnswersItself() {
		try (Application application = Application.run(ForeignRegistry.Configuration.class)) {
			ForeignRegistry registry = application.bean(ForeignRegistry.class);
			ForeignRegistry.Instance instance = new ForeignRegistry.Instance(registry.metadata());
			registry.setStatus(instance, "DOWN");
			assertThat(registry.calls()).contains("status DOWN");
			assertThat(registry.<String>getStatus(instance)).isEqualTo("theirs");
		}
	}

	@Test
	void whenRegistrationIsOffThenTheirRegistrationIsAsWithoutThisStarter() {
		try (Application application = Application.run(WebApplicationType.SERVLET, ForeignRegistry.Configuration.class,
				"sprocket.discovery.registration.enabled=false")) {
			ForeignRegistry registry = application.bean(ForeignRegistry.class);
			assertThat(registry.getClass()).isSameAs(ForeignRegistry.class);
			assertThat(registry.calls()).containsExactly("register their-name");
		}
	}

}
