// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of connections and statistics when a name gets other addresses.
 */
class AddressChangeTests {

	@Test
	void whenAnAddressStaysThenItKeepsItsStatistics() {
		try (Backend leaving = new Backend();
				Backend staying = new Backend();
				Backend coming = new Backend();
				Addresses addresses = new Addresses(leaving, staying);
				Client client = Client.onStandingClock(addresses, Map.of("slowStart", "0s"))) {
			client.say();
			Awaitility.await().until(() -> client.endpoints().size() == 2);
			say(client, 50);
			long picks = client.endpoint(staying).picks();
			int left = leaving.calls();
			addresses.change(staying, coming);
			Awaitility.await()
				.until(() -> client.endpoints().size() == 2
						&& client.endpoints().stream().noneMatch((endpoint) -> isOf(leaving, endpoint.name())));
			assertThat(client.endpoint(staying).picks()).isEqualTo(picks);
			say(client, 50);
			assertThat(leaving.calls()).isEqualTo(left);
			assertThat(coming.calls()).isPositive();
		}
	}

	private static boolean isOf(Backend backend, String name) {
		return name.endsWith(":" + backend.address().getPort());
	}

	@Test
	void whenAnAddressLeavesThenItsCallsInFlightGoOn() throws Exception {
		try (Backend leaving = new Backend();
				Backend coming = new Backend();
				Addresses addresses = new Addresses(leaving);
				Client client = Client.onStandingClock(addresses, Map.of())) {
			leaving.holds();
			Future<String> answer = client.sayLater();
			StreamObserver<String> held = leaving.heldCall();
			addresses.change(coming);
			Awaitility.await().until(() -> client.endpoints().stream().anyMatch((one) -> isOf(coming, one.name())));
			assertThat(client.say()).isEqualTo("well");
			Backend.answer(held);
			assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("well");
		}
	}

	@Test
	void whenResolvingFailsLaterThenTheKnownAddressesServeOn() {
		try (Backend backend = new Backend();
				Addresses addresses = new Addresses(backend);
				Client client = Client.onStandingClock(addresses, Map.of())) {
			client.say();
			addresses.fail(Status.UNAVAILABLE.withDescription("the registry is down"));
			assertThat(client.say()).isEqualTo("well");
		}
	}

	@Test
	void whenResolvingFailsAtFirstThenCallsFailWithItsReason() {
		try (Backend backend = new Backend(); Addresses addresses = new Addresses(backend)) {
			addresses.fail(Status.UNAVAILABLE.withDescription("the registry is down"));
			try (Client client = Client.onStandingClock(addresses, Map.of())) {
				assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(client::say)
					.withMessageContaining("the registry is down");
				addresses.change(backend);
				assertThat(client.say()).isEqualTo("well");
			}
		}
	}

	@Test
	void whenANameLosesItsLastAddressThenTheKnownOnesServeOn() {
		try (Backend backend = new Backend();
				Addresses addresses = new Addresses(backend);
				Client client = Client.onStandingClock(addresses, Map.of())) {
			client.say();
			addresses.change();
			assertThat(client.say()).isEqualTo("well");
		}
	}

	@Test
	void whenANameHasNoAddressThenCallsFailAndSayWhy() {
		try (Addresses addresses = new Addresses(); Client client = Client.onStandingClock(addresses, Map.of())) {
			assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(client::say)
				.withMessageContaining("The resolver gave no address for " + addresses.target());
		}
	}

	private static void say(Client client, int times) {
		for (int call = 0; call < times; call++) {
			client.say();
		}
	}

}
