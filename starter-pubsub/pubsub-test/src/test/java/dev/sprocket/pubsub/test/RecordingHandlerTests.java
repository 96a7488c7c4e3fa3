// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.Acknowledgment;
import dev.sprocket.pubsub.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RecordingHandlerTests {

	@Test
	void whatCameIsKeptInOrder() throws Exception {
		RecordingHandler<String> handler = new RecordingHandler<>();
		handler.handle(message("one"), new UnusedAcknowledgment());
		handler.handle(message("two"), new UnusedAcknowledgment());
		assertThat(handler.await(2)).extracting(Message::payload).containsExactly("one", "two");
		assertThat(handler.payloads()).containsExactly("one", "two");
	}

	@Test
	void whatTheNextHandlerThrowsIsThrownAfterTheMessageIsRecorded() {
		RecordingHandler<String> handler = new RecordingHandler<>((message, acknowledgment) -> {
			throw new IllegalStateException("next");
		});
		assertThatIllegalStateException().isThrownBy(() -> handler.handle(message("x"), new UnusedAcknowledgment()));
		assertThat(handler.count()).isEqualTo(1);
	}

	@Test
	void whenTooFewMessagesComeThenTheFailureSaysHowManyWereMissed() {
		RecordingHandler<String> handler = new RecordingHandler<>(Clock.systemUTC(),
				new Patience(Duration.ofMillis(200)), (message, acknowledgment) -> {
				});
		assertThatExceptionOfType(ConditionTimeoutException.class).isThrownBy(() -> handler.await(3))
			.withMessageContaining("3 messages");
	}

	private static Message<String> message(String payload) {
		return new Message<>("id", "topic", null, Map.of(), payload, null, Instant.EPOCH, 1);
	}

	private static final class UnusedAcknowledgment implements Acknowledgment {

		@Override
		public void ack() {
		}

		@Override
		public void nack() {
		}

		@Override
		public void nack(Duration delay) {
		}

		@Override
		public void reject(@Nullable String reason) {
		}

		@Override
		public void extend(Duration lease) {
		}

	}

}
