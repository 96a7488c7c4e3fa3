// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.time.Duration;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

import dev.sprocket.discovery.LocalInstance;
import dev.sprocket.lifecycle.Deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class RegistrationTests {

	private static final Deadline SOON = Deadline.after(Duration.ofMinutes(1));

	@Test
	void whenApplicationIsReadyThenItIsRegistered() {
		try (Application application = Application.run(Own.class)) {
			OwnRegistry registry = application.bean(OwnRegistry.class);
			await().until(() -> registry.registered != null);
			assertThat(registry.registered).isSameAs(application.bean(LocalInstance.class));
			assertThat(registry.calls).containsExactly("during warm-up", "register");
		}
	}

	@Test
	void whenTrafficIsRefusedThenItIsDeregisteredUntilTrafficIsAccepted() {
		try (Application application = Application.run(Own.class)) {
			OwnRegistry registry = application.bean(OwnRegistry.class);
			await().until(() -> registry.registered != null);
			application.readiness(ReadinessState.REFUSING_TRAFFIC);
			await().until(() -> registry.registered == null);
			application.readiness(ReadinessState.ACCEPTING_TRAFFIC);
			await().until(() -> registry.registered != null);
			assertThat(registry.calls).containsExactly("during warm-up", "register", "deregister", "register");
		}
	}

	@Test
	void whenApplicationStopsThenItIsDeregisteredBeforeAnythingEnds(CapturedOutput output) {
		OwnRegistry registry;
		try (Application application = Application.run(Own.class)) {
			registry = application.bean(OwnRegistry.class);
			await().until(() -> registry.calls.contains("register"));
		}
		assertThat(registry.calls).containsExactly("during warm-up", "register", "deregister", "close");
		assertThat(output).contains("ownRegistry: orders/orders-1 is deregistered");
	}

	@Test
	void whenTrafficIsAcceptedDuringTheStopThenItStaysDeregistered() {
		try (Application application = Application.run(Own.class)) {
			OwnRegistry registry = application.bean(OwnRegistry.class);
			await().until(() -> registry.registered != null);
			application.bean(Registrations.class).deregister(SOON);
			application.readiness(ReadinessState.ACCEPTING_TRAFFIC);
			assertThat(application.bean(Registrations.class).gates()).allMatch((gate) -> gate.await(SOON));
			assertThat(registry.registered).isNull();
		}
	}

	@Test
	void whenRegistryIsDownAtStartThenItStartsAndTriesAgainUntilItIsUp(CapturedOutput output) {
		try (Application application = Application.run(Own.class, "test.down=true")) {
			OwnRegistry registry = application.bean(OwnRegistry.class);
			await().until(() -> Collections.frequency(registry.calls, "register failed") > 1);
			registry.down = false;
			await().until(() -> registry.registered != null);
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("ownRegistry: ")))
			.satisfiesExactly((line) -> assertThat(line).contains("ownRegistry: orders/orders-1 cannot be registered, "
					+ "which is tried again until it succeeds: java.lang.IllegalStateException: connection refused"),
					(line) -> assertThat(line).contains("ownRegistry: orders/orders-1 is registered"),
					(line) -> assertThat(line).contains("ownRegistry: orders/orders-1 is deregistered"));
	}

	@Test
	void whenRegistryIsDownAtTheStopThenTheStopGoesOn(CapturedOutput output) {
		try (Application application = Application.run(Own.class)) {
			OwnRegistry registry = application.bean(OwnRegistry.class);
			await().until(() -> registry.registered != null);
			registry.down = true;
		}
		assertThat(output).contains("ownRegistry: orders/orders-1 cannot be deregistered");
	}

	@Test
	void whenRegistrationIsOffThenNothingIsRegistered() {
		for (String off : List.of("sprocket.discovery.registration.enabled=false",
				"spring.cloud.service-registry.auto-registration.enabled=false", "sprocket.opinions.enabled=false")) {
			try (Application application = Application.run(Own.class, off)) {
				assertThat(application.context.getBeansOfType(Registrations.class)).as(off).isEmpty();
				assertThat(application.bean(OwnRegistry.class).calls).as(off).containsExactly("during warm-up");
			}
		}
	}

	static class Own {

		@Bean
		OwnRegistry ownRegistry(@Value("${test.down:false}") boolean down) {
			OwnRegistry registry = new OwnRegistry();
			registry.down = down;
			return registry;
		}

		@Bean
		ApplicationRunner warmUp(OwnRegistry registry) {
			return (arguments) -> registry.calls.add("during warm-up");
		}

	}

}
