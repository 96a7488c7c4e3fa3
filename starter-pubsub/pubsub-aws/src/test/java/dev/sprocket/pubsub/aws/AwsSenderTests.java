// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which messages go in one request.
 */
class AwsSenderTests {

	private static final int KIBIBYTE = 1024;

	@Test
	void whenMessagesMayBeLargeThenARequestWithSeveralIsNoLargerThanWhatEveryTopicTakes() {
		Requests requests = new Requests(Integer.MAX_VALUE);
		assertThat(send(requests, 60, 60, 60, 60, 60, 600, 60)).extracting(SendOutcome::failure).containsOnlyNulls();
		assertThat(requests.sizes()).containsExactly(4, 1, 1, 1);
		assertThat(requests.stored).filteredOn((request) -> request.size() > 1)
			.allSatisfy((request) -> assertThat(bytes(request)).isLessThanOrEqualTo(256 * KIBIBYTE));
	}

	@Test
	void whenATopicTakesLessThanThatThenMessagesAreSentOneByOne() {
		Requests requests = new Requests(64 * KIBIBYTE);
		assertThat(send(requests, 60, 60, 70, 60)).extracting(SendOutcome::failure)
			.extracting((failure) -> (failure != null) ? failure.kind() : null)
			.containsExactly(null, null, ErrorKind.TOO_LARGE, null);
		assertThat(requests.sizes()).containsExactly(1, 1, 1);
	}

	private static List<SendOutcome> send(Requests requests, int... kibibytes) {
		List<OutboundMessage> batch = IntStream.of(kibibytes)
			.mapToObj((size) -> new OutboundMessage("t", "id", null, Map.of(),
					"x".repeat(size * KIBIBYTE).getBytes(StandardCharsets.UTF_8), null, null, null))
			.toList();
		try (Sender sender = new AwsSender(requests, Emulator.settings(1024 * KIBIBYTE), Runnable::run)) {
			return sender.send(batch).join();
		}
	}

	private static int bytes(List<WireMessage> request) {
		return request.stream().mapToInt(WireMessage::bytes).sum();
	}

	/**
	 * Refuses a whole request that is too large, as SNS and SQS do.
	 */
	private static final class Requests implements Topics {

		private final List<List<WireMessage>> stored = new ArrayList<>();

		private final int maxBytes;

		Requests(int maxBytes) {
			this.maxBytes = maxBytes;
		}

		List<Integer> sizes() {
			return this.stored.stream().map(List::size).toList();
		}

		@Override
		public List<SendOutcome> send(String topic, List<WireMessage> messages) {
			if (bytes(messages) > this.maxBytes) {
				throw new BackendException(ErrorKind.TOO_LARGE, "BatchRequestTooLong", null);
			}
			this.stored.add(messages);
			return Collections.nCopies(messages.size(), SendOutcome.stored("1"));
		}

		@Override
		public String declare(String topic, String group) {
			throw new UnsupportedOperationException();
		}

		@Override
		public String queueName(String topic, String group) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean hasGroups(String topic) {
			throw new UnsupportedOperationException();
		}

		@Override
		public boolean remove(String topic, String group) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void check() {
			throw new UnsupportedOperationException();
		}

	}

}
