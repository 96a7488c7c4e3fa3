// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Group A of the conformance suite: the time to live of a message.
 */
abstract class ExpiryConformanceTests extends ConformanceTests {

	@Test
	@DisplayName("A12 expired is not delivered, almost expired is")
	@Requires(Capability.TIME_TO_LIVE)
	void a12ExpiredMessageIsNotDelivered() {
		Instance instance = start();
		instance.publish(message("expired").timeToLive(beats(2)));
		instance.publish(message("almost").timeToLive(beats(10_000)));
		instance.publish(message("eternal"));
		harness().advance(beats(3));
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("g"), handler);
		handler.await(2);
		neverMore(handler, 2);
		assertThat(handler.payloads()).containsExactlyInAnyOrder("almost", "eternal");
	}

	@Test
	@DisplayName("A12 time to live is refused in words where the backend has none")
	@Refusal
	void a12TimeToLiveIsRefusedWhereTheBackendHasNone() {
		Instance instance = startWithout(Capability.TIME_TO_LIVE);
		assertThatExceptionOfType(PubSubException.class)
			.isThrownBy(() -> instance.publish(message("mortal").timeToLive(beats(5))))
			.withMessageContaining(topic())
			.withMessageContaining(instance.backend().name())
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.UNSUPPORTED));
	}

}
