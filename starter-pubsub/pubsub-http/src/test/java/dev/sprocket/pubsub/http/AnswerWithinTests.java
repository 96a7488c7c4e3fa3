// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.memory.MemoryBackend;
import dev.sprocket.pubsub.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request is answered in time, whatever became of its message.
 */
class AnswerWithinTests {

	private static final Duration ANSWER_WITHIN = Duration.ofMillis(1200);

	private final HttpRequests requests = new HttpRequests();

	private final Admission admission = new Admission(SigningKeys.of(List.of(), Clock.systemUTC()), null, null, true);

	private final HttpEndpoint endpoint = new HttpEndpoint(this.requests, this.admission, ANSWER_WITHIN,
			Clock.systemUTC());

	private final PubSub pubSub = new PubSubBuilder(
			new HttpBackendFactory(() -> new MemoryBackend(Clock.systemUTC()), this.requests, this.admission).create())
		.build();

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private final CountDownLatch gate = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.gate.countDown();
		this.pubSub.close();
	}

	@Test
	void whenTimeIsUpThenWhatNoHandlerHasBegunIsUntriedAndNoneBeginsIt() {
		this.pubSub.subscribe(SubscriptionSpec.of("orders", "billing", String.class)
			.concurrency(1)
			.lease(Duration.ofSeconds(1), Duration.ofMinutes(1)), (message, acknowledgment) -> {
				this.handled.add(message.payload());
				this.gate.await();
			});
		CompletionStage<Answer> first = post("first");
		Patience.DEFAULT.until("the first", () -> this.handled.size() == 1);
		CompletionStage<Answer> second = post("second");
		assertThat(second.toCompletableFuture().join()).isEqualTo(new Answer(503, Duration.ZERO, false, "not handled"));
		assertThat(first.toCompletableFuture().join()).isEqualTo(new Answer(503, Duration.ZERO, true, "not handled"));
		this.gate.countDown();
		Patience.DEFAULT.holds("it does not begin", () -> this.handled.size() == 1);
	}

	private CompletionStage<Answer> post(String body) {
		return this.endpoint.post("orders", "billing",
				new HttpMessage(Map.of("content-type", "text/plain"), body.getBytes(StandardCharsets.UTF_8)), null);
	}

}
