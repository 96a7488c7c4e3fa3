// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.time.Duration;
import java.util.Map;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How calls that go on for long are measured.
 */
class StreamingTests {

	@Test
	void whenAStreamIsAnsweredThenThatIsItsLatencyAndItIsInFlightUntilItsEnd() {
		try (Backend backend = new Backend();
				Addresses addresses = new Addresses(backend);
				Client client = Client.onStandingClock(addresses, Map.of())) {
			backend.holds();
			watch(client);
			StreamObserver<String> stream = backend.heldCall();
			client.advance(Duration.ofMillis(20));
			stream.onNext("well so far");
			Awaitility.await().until(() -> client.endpoint(backend).latency() != null);
			assertThat(client.endpoint(backend).latency()).isEqualTo(Duration.ofMillis(20));
			assertThat(client.endpoint(backend).inFlight()).isEqualTo(1);
			stream.onCompleted();
			Awaitility.await().until(() -> client.endpoint(backend).inFlight() == 0);
		}
	}

	@Test
	void whenAStreamIsCancelledThenItSaysNothingOfTheServer() {
		try (Backend backend = new Backend();
				Addresses addresses = new Addresses(backend);
				Client client = Client.onStandingClock(addresses, Map.of("ejectionFailures", 1.0))) {
			backend.holds();
			ClientCall<String, String> call = watch(client);
			backend.heldCall();
			assertThat(client.endpoint(backend).inFlight()).isEqualTo(1);
			call.cancel("seen enough", null);
			Awaitility.await().until(() -> client.endpoint(backend).inFlight() == 0);
			assertThat(client.endpoint(backend).latency()).isNull();
			assertThat(client.endpoint(backend).ejectedFor()).isNull();
		}
	}

	private static ClientCall<String, String> watch(Client client) {
		ClientCall<String, String> call = client.channel().newCall(Backend.WATCH, CallOptions.DEFAULT);
		ClientCalls.asyncServerStreamingCall(call, "how are you?", new Deaf());
		return call;
	}

	/**
	 * Reads a stream and forgets it.
	 */
	private static final class Deaf implements StreamObserver<String> {

		@Override
		public void onNext(String value) {
		}

		@Override
		public void onError(Throwable error) {
		}

		@Override
		public void onCompleted() {
		}

	}

}
