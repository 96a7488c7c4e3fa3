// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;

import dev.sprocket.pubsub.memory.VirtualClock;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.test.servers.ElasticMqServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of messages that a poll brings when there is no room for them any more.
 * Polls run when they are told to.
 */
class AwsReceiverIntegrationTests {

	private static final int MESSAGES = 10;

	private final SqsClient sqs = Emulator.sqs(ElasticMqServer.start());

	private final NativeQueues queues = new NativeQueues(ElasticMqServer.start());

	private final String name = "q-" + UUID.randomUUID();

	private final Queue<Runnable> requests = new ArrayDeque<>();

	private final VirtualClock clock = new VirtualClock();

	@AfterEach
	void close() {
		this.sqs.close();
		this.queues.close();
	}

	@Test
	void whenThereIsRoomSoonThenTheyAreHandedOutAsTheirFirstAttempt() {
		try (Receiver receiver = receiver()) {
			fetchWithoutTaking(receiver);
			this.clock.advance(Duration.ofMillis(1_999));
			assertThat(receiver.receive(0, Duration.ZERO)).isEmpty();
			assertThat(receiver.receive(MESSAGES, Duration.ZERO)).hasSize(MESSAGES)
				.extracting(Delivery::attempt)
				.containsOnly(1);
		}
	}

	@Test
	void whenThereIsNoRoomForTwoSecondsThenSomebodyElseGetsThem() {
		try (Receiver receiver = receiver()) {
			fetchWithoutTaking(receiver);
			this.clock.advance(Duration.ofMillis(2_000));
			assertThat(receiver.receive(0, Duration.ZERO)).isEmpty();
			assertGivenBack();
		}
	}

	@Test
	void whenTheReceiverIsClosedThenSomebodyElseGetsThem() {
		try (Receiver receiver = receiver()) {
			fetchWithoutTaking(receiver);
		}
		assertGivenBack();
	}

	private Receiver receiver() {
		this.queues.create(this.name);
		for (int i = 0; i < MESSAGES; i++) {
			this.queues.send(this.name, "m" + i);
		}
		String url = this.sqs.getQueueUrl((request) -> request.queueName(this.name)).queueUrl();
		Fetch fetch = new Fetch(() -> new GroupQueue(this.sqs, "q", url), this.clock, 1, 60, false);
		return new AwsReceiver("q", fetch, null, this.clock, this.requests::add, 1);
	}

	private void fetchWithoutTaking(Receiver receiver) {
		assertThat(receiver.receive(MESSAGES, Duration.ZERO)).isEmpty();
		this.requests.remove().run();
		assertThat(receiver.receive(0, Duration.ZERO)).isEmpty();
		assertThat(this.queues.visible(this.name)).isZero();
	}

	private void assertGivenBack() {
		assertThat(this.queues.visible(this.name)).isEqualTo(MESSAGES);
	}

}
