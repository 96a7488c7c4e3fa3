// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;

import io.grpc.ConnectivityState;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of calls when a real server fails, dies or is slow.
 */
class FailingServerTests {

	@Test
	void whenAServerFailsThenItIsEjectedAndReturnsByAProbe() {
		try (Backend well = new Backend();
				Backend failing = new Backend();
				Addresses addresses = new Addresses(well, failing);
				Client client = Client.onStandingClock(addresses, Map.of("slowStart", "0s"))) {
			connect(client, 2);
			failTogether(client, well, failing);
			Awaitility.await().until(() -> client.endpoint(failing).ejectedBecause() != null);
			assertThat(client.endpoint(failing).ejectedBecause())
				.isEqualTo("5 failures in a row, the last: UNAVAILABLE overheated");
			failing.answers();
			int ejectedAt = failing.calls();
			say(client, 50);
			assertThat(failing.calls()).isEqualTo(ejectedAt);
			client.advance(Duration.ofSeconds(12));
			client.say();
			assertThat(failing.calls()).isEqualTo(ejectedAt + 1);
			Awaitility.await().until(() -> client.endpoint(failing).ejectedFor() == null);
			say(client, 100);
			assertThat(failing.calls()).isGreaterThan(ejectedAt + 20);
		}
	}

	private static void failTogether(Client client, Backend well, Backend failing) {
		well.holds();
		failing.holds();
		int before = well.calls() + failing.calls();
		int wellBefore = well.calls();
		IntStream.range(0, 40).forEach((call) -> client.sayLater());
		Awaitility.await().until(() -> well.calls() + failing.calls() == before + 40);
		int toWell = well.calls() - wellBefore;
		IntStream.range(0, toWell).forEach((call) -> Backend.answer(well.heldCall()));
		IntStream.range(toWell, 40)
			.forEach((call) -> failing.heldCall()
				.onError(Status.UNAVAILABLE.withDescription("overheated").asRuntimeException()));
		well.answers();
	}

	@Test
	void whenMostServersAreEjectedThenAllAreTriedUntilOneIsWell() {
		try (Backend first = new Backend();
				Backend second = new Backend();
				Addresses addresses = new Addresses(first, second);
				Client client = Client.onStandingClock(addresses, Map.of("ejectionFailures", 1.0))) {
			connect(client, 2);
			first.fails(Status.INTERNAL);
			second.fails(Status.INTERNAL);
			for (int call = 0; call < 10; call++) {
				assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(client::say);
			}
			Awaitility.await()
				.until(() -> client.endpoints().stream().allMatch((endpoint) -> endpoint.ejectedFor() != null));
			first.answers();
			sayUntilItSucceeds(client);
			Awaitility.await().until(() -> client.endpoint(first).ejectedFor() == null);
			int failed = second.calls();
			say(client, 50);
			assertThat(second.calls()).isEqualTo(failed);
		}
	}

	private static void sayUntilItSucceeds(Client client) {
		Awaitility.await().ignoreExceptions().until(client::say, "well"::equals);
	}

	@Test
	void whenAServerDiesThenOnlyCallsInFlightAreLostAndItReturns() {
		Backend dying = new Backend();
		try (Backend first = new Backend();
				Backend second = new Backend();
				Addresses addresses = new Addresses(first, second, dying);
				Client client = Client.onRealClock(addresses, Map.of("slowStart", "0s"));
				Callers callers = new Callers(client, 4)) {
			Awaitility.await().until(() -> dying.calls() > 50);
			long picks = client.endpoint(dying).picks();
			dying.die();
			Awaitility.await().until(() -> client.endpoints().size() == 2);
			long noticed = System.nanoTime();
			int later = callers.calls() + 500;
			Awaitility.await().until(() -> callers.calls() > later);
			assertThat(callers.failedStarts()).allMatch((start) -> start - noticed < 0).hasSizeLessThanOrEqualTo(4);
			try (Backend back = new Backend(dying.address().getPort())) {
				Awaitility.await().until(() -> back.calls() > 0);
				assertThat(client.endpoint(back).picks()).isGreaterThan(picks);
			}
		}
		finally {
			dying.close();
		}
	}

	@Test
	void whenNoServerListensThenCallsFailAtOnceUntilOneDoes() {
		Backend gone = new Backend();
		int port = gone.address().getPort();
		try (Addresses addresses = new Addresses(gone)) {
			gone.die();
			try (Client client = Client.onRealClock(addresses, Map.of())) {
				assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(client::say)
					.matches((ex) -> ex.getStatus().getCode() == Status.Code.UNAVAILABLE);
				Awaitility.await().until(() -> client.channel().getState(false) == ConnectivityState.TRANSIENT_FAILURE);
				try (Backend back = new Backend(port)) {
					sayUntilItSucceeds(client);
					assertThat(back.calls()).isPositive();
				}
			}
		}
	}

	@Test
	void whenAServerIsSlowThenItGetsLittle() {
		try (Backend fast = new Backend();
				Backend slow = new Backend();
				Addresses addresses = new Addresses(fast, slow);
				Client client = Client.onStandingClock(addresses, Map.of())) {
			fast.behaves((call) -> answerAfter(client, Duration.ofMillis(2), call));
			slow.behaves((call) -> answerAfter(client, Duration.ofMillis(300), call));
			connect(client, 2);
			say(client, 1000);
			assertThat(slow.calls()).isBetween(1, 10);
		}
	}

	private static void answerAfter(Client client, Duration time, StreamObserver<String> call) {
		client.advance(time);
		Backend.answer(call);
	}

	private static void connect(Client client, int servers) {
		client.say();
		Awaitility.await().until(() -> client.endpoints().size() == servers);
		Awaitility.await().until(() -> {
			client.say();
			return client.endpoints().stream().noneMatch((endpoint) -> endpoint.latency() == null);
		});
	}

	private static void say(Client client, int times) {
		for (int call = 0; call < times; call++) {
			client.say();
		}
	}

}
