// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.grpc.ObservationGrpcServerInterceptor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.grpc.server.GlobalServerInterceptor;

import dev.sprocket.rpc.test.v1.GetBookRequest;
import dev.sprocket.rpc.test.v1.ListBooksRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What is measured of calls, with and without an observation for each.
 */
class RpcMetricsIntegrationTests {

	@Test
	void whenLightThenMetersAreThoseOfTheObservationButForCallsInProgress() {
		Set<String> observed = meters("observation");
		assertThat(observed).hasSizeGreaterThanOrEqualTo(5);
		assertThat(meters("light")).isEqualTo(observed);
	}

	@Test
	void whenCallEndsThenItIsTimedAndItsMessagesAreCounted() {
		try (RpcServer server = new RpcServer()) {
			server.library().watchBooks(ListBooksRequest.getDefaultInstance()).forEachRemaining((book) -> {
			});
			MeterRegistry registry = server.context.getBean(MeterRegistry.class);
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> registry.find("grpc.server").tag("rpc.method", "WatchBooks").timer() != null);
			assertThat(registry.get("grpc.server").tag("grpc.status_code", "OK").timer().count()).isEqualTo(1);
			assertThat(registry.get("grpc.server.received").counter().count()).isEqualTo(1);
			assertThat(registry.get("grpc.server.sent").counter().count()).isEqualTo(1);
		}
	}

	@Test
	void whenHandlerFailsThenTheStatusIsTheOneThatTheCallerReads() {
		try (RpcServer server = new RpcServer()) {
			catchThrowableOfType(StatusRuntimeException.class,
					() -> server.library().getBook(GetBookRequest.newBuilder().setName("observed").build()));
			MeterRegistry registry = server.context.getBean(MeterRegistry.class);
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> registry.find("grpc.server").tag("grpc.status_code", "ABORTED").timer() != null);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "sprocket.rpc.server.metrics=observation", "management.observations.enable.other=false",
			"management.observations.key-values.region=north", "sprocket.opinions.enabled=false" })
	void whenMoreThanMetricsHangsOnTheObservationThenBootsStays(String property) {
		try (RpcServer server = new RpcServer(property)) {
			assertThat(server.context.getBeansWithAnnotation(GlobalServerInterceptor.class).values())
				.hasAtLeastOneElementOfType(ObservationGrpcServerInterceptor.class);
		}
	}

	private static Set<String> meters(String kind) {
		try (RpcServer server = new RpcServer("sprocket.rpc.server.metrics=" + kind)) {
			server.library().getBook(GetBookRequest.getDefaultInstance());
			server.library().listBooks(ListBooksRequest.getDefaultInstance());
			MeterRegistry registry = server.context.getBean(MeterRegistry.class);
			Awaitility.await()
				.atMost(Duration.ofSeconds(10))
				.until(() -> registry.find("grpc.server").timers().size() == 2);
			return registry.getMeters()
				.stream()
				.filter((meter) -> meter.getId().getName().startsWith("grpc.server"))
				.filter((meter) -> !(meter instanceof LongTaskTimer))
				.map(Meter::getId)
				.map((id) -> id.getName() + id.getTags() + id.getType())
				.collect(Collectors.toSet());
		}
	}

}
