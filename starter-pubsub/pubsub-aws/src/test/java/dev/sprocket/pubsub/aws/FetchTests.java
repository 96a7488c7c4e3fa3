// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

import dev.sprocket.pubsub.memory.VirtualClock;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When the lease of what a request brings is over: one that waits for up to 20 seconds,
 * for leases of 30.
 */
class FetchTests {

	private final VirtualClock clock = new VirtualClock();

	private final Queue<Duration> answers = new ArrayDeque<>();

	private final GroupQueue queue = new GroupQueue(new SlowQueue(this.clock, this.answers), "q",
			"http://127.0.0.1:9/q");

	private final Fetch fetch = new Fetch(() -> this.queue, this.clock, 20, 30, true);

	@Test
	void whenTheAnswerComesAtOnceThenTheLeaseBeganWithTheRequest() {
		assertThat(leaseAfter(Duration.ofMillis(400))).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void whenTheAnswerComesWithinTheWaitThenTheLeaseBeganShortlyBefore() {
		assertThat(leaseAfter(Duration.ofSeconds(10))).isEqualTo(Duration.ofMillis(39_500));
	}

	@Test
	void whenTheAnswerIsLateThenTheLeaseBeganWithinTheWait() {
		assertThat(leaseAfter(Duration.ofSeconds(25))).isEqualTo(Duration.ofSeconds(50));
	}

	// Since the request.

	private Duration leaseAfter(Duration answer) {
		Instant asked = this.clock.instant();
		this.answers.add(answer);
		Instant leaseUntil = this.fetch.deliveries(1).get(0).leaseUntil();
		assertThat(leaseUntil).isNotNull();
		return Duration.between(asked, leaseUntil);
	}

	/**
	 * Answers late.
	 *
	 * @param clock the clock
	 * @param answers after what time each
	 */
	private record SlowQueue(VirtualClock clock, Queue<Duration> answers) implements SqsClient {

		@Override
		public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
			this.clock.advance(this.answers.remove());
			return ReceiveMessageResponse.builder()
				.messages(Message.builder()
					.body("x")
					.receiptHandle("handle")
					.attributes(Map.of(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT, "1"))
					.build())
				.build();
		}

		@Override
		public String serviceName() {
			return SERVICE_NAME;
		}

		@Override
		public void close() {
		}

	}

}
