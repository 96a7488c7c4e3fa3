// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueAttributesResponse;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlRequest;
import software.amazon.awssdk.services.sqs.model.GetQueueUrlResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.SubscriptionStatus;
import dev.sprocket.pubsub.aws.AwsSettings.FanOut;
import dev.sprocket.pubsub.aws.AwsSettings.Missing;
import dev.sprocket.pubsub.aws.AwsSettings.QueueDeadLetters;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a receiver is told while polls fail more slowly than it waits.
 */
class PollsTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final Duration SHORT = Duration.ofMillis(20);

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final BlockingQueue<Supplier<List<Delivery>>> answers = new LinkedBlockingQueue<>();

	private final Polls polls = new Polls((max) -> answer(), this.threads, 1);

	@AfterEach
	void close() {
		this.answers.add(List::of);
		this.threads.shutdown();
	}

	@Test
	void whenAPollHasFailedThenItIsAnOutageUntilOneSucceeds() {
		assertThat(this.polls.take(1, SHORT)).isEmpty();
		this.answers.add(PollsTests::fail);
		assertFails(LONG);
		for (int i = 0; i < 3; i++) {
			// the next poll is under way
			assertFails(SHORT);
		}
		this.answers.add(PollsTests::fail);
		assertFails(LONG);
		this.polls.wakeup();
		assertFails(LONG);
		this.answers.add(List::of);
		Patience.DEFAULT.until("the poll that succeeds", () -> {
			try {
				return this.polls.take(1, SHORT).isEmpty();
			}
			catch (BackendException ex) {
				return false;
			}
		});
		assertThat(this.polls.take(1, SHORT)).isEmpty();
	}

	@Test
	void whenThereIsSomethingThenItIsHandedOutInSpiteOfAFailure() {
		this.answers.add(PollsTests::fail);
		assertFails(LONG);
		Delivery delivery = new Delivery(Lane.WHOLE_QUEUE, 1, "token", 1, null, null, Map.of(), new byte[0], null);
		this.answers.add(() -> List.of(delivery));
		assertThat(this.polls.take(1, LONG)).containsExactly(delivery);
		assertThat(this.polls.take(1, SHORT)).isEmpty();
	}

	@Test
	void whenAPollHasFailedThenTheNextDoesNotWaitForMessages() {
		List<Integer> waits = new CopyOnWriteArrayList<>();
		GroupQueue queue = new GroupQueue(new FlakyQueue(waits), "q", "http://127.0.0.1:9/q");
		Fetch fetch = new Fetch(() -> queue, Clock.systemUTC(), 20, 30, true);
		fetch.deliveries(1);
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> fetch.deliveries(1));
		fetch.deliveries(1);
		fetch.deliveries(1);
		assertThat(waits).containsExactly(20, 20, 0, 20);
	}

	@Test
	void whenPollsFailMoreSlowlyThanTheEngineWaitsThenItSaysSoAllTheTime() {
		AwsSettings settings = new AwsSettings(false, FanOut.NONE, Missing.FAIL, Duration.ofSeconds(1),
				AwsSettings.DEFAULT_MESSAGE_BYTES, List.of(), QueueDeadLetters.LEAVE, Map.of("t", "q"));
		Backend backend = new AwsBackendFactory(settings, SlowOutage::new, () -> {
			throw new IllegalStateException("without fan-out SNS is not used");
		}).create();
		try (PubSub pubSub = new PubSubBuilder(backend).build()) {
			Subscription subscription = pubSub.subscribe(
					SubscriptionSpec.of("t", "g", String.class).deadLetter(DeadLetterPolicy.NONE),
					(message, acknowledgment) -> {
					});
			Patience.DEFAULT.until("the outage", () -> isBackingOff(subscription));
			long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
			Patience.DEFAULT.until("five seconds", () -> {
				assertThat(subscription.status().state()).isEqualTo(SubscriptionStatus.State.BACKING_OFF);
				return System.nanoTime() > end;
			});
		}
	}

	private static boolean isBackingOff(Subscription subscription) {
		return subscription.status().state() == SubscriptionStatus.State.BACKING_OFF;
	}

	private void assertFails(Duration wait) {
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> this.polls.take(1, wait))
			.withMessage("away");
	}

	private static List<Delivery> fail() {
		throw new BackendException(ErrorKind.TIMEOUT, "away", null);
	}

	private List<Delivery> answer() {
		try {
			return this.answers.take().get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return List.of();
		}
	}

	/**
	 * Takes more than a second to fail.
	 */
	private static final class SlowOutage implements SqsClient {

		@Override
		public GetQueueUrlResponse getQueueUrl(GetQueueUrlRequest request) {
			return GetQueueUrlResponse.builder().queueUrl("http://127.0.0.1:9/" + request.queueName()).build();
		}

		@Override
		public GetQueueAttributesResponse getQueueAttributes(GetQueueAttributesRequest request) {
			return GetQueueAttributesResponse.builder().attributes(Map.of()).build();
		}

		@Override
		public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
			Patience.pass(Duration.ofMillis(1500));
			throw SdkClientException.create("away");
		}

		@Override
		public String serviceName() {
			return SERVICE_NAME;
		}

		@Override
		public void close() {
		}

	}

	/**
	 * Fails at the second request.
	 *
	 * @param waits how long each was to wait
	 */
	private record FlakyQueue(List<Integer> waits) implements SqsClient {

		@Override
		public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
			this.waits.add(request.waitTimeSeconds());
			if (this.waits.size() == 2) {
				throw SdkClientException.create("away");
			}
			return ReceiveMessageResponse.builder().messages(List.<Message>of()).build();
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
