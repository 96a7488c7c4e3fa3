// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.SubscriptionStatus;
import dev.sprocket.pubsub.aws.AwsSettings.FanOut;
import dev.sprocket.pubsub.aws.AwsSettings.Missing;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.Settlement;
import dev.sprocket.pubsub.test.Patience;
import dev.sprocket.test.servers.SnsSqsServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the first group of a topic takes over.
 */
class UnclaimedIntegrationTests {

	private static final int LARGE = 110_000;

	private final URI endpoint = SnsSqsServer.start();

	private final NativeQueues queues = new NativeQueues(this.endpoint);

	private final SnsClient sns = Emulator.sns(this.endpoint);

	private final String topic = "t-" + UUID.randomUUID();

	private final List<AutoCloseable> open = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable each : this.open) {
			each.close();
		}
		this.queues.close();
		this.sns.close();
	}

	@Test
	void whenThatIsMoreThanARequestTakesThenAllOfItArrives() {
		Backend backend = open(this.queues.restricted());
		List<String> published = publish(backend, 12, LARGE);
		assertThat(received(backend, 12)).containsExactlyInAnyOrderElementsOf(published);
	}

	@Test
	void whenARequestThatDoesNotWaitFindsNothingThenAllOfItArrives() {
		String empty = this.topic + "-empty";
		this.queues.create(empty);
		SqsClient sampled = Emulator.sqs(this.endpoint, new ShortPolls(empty));
		this.open.add(sampled);
		Backend backend = open(sampled);
		List<String> published = publish(backend, 12, 1);
		assertThat(received(backend, 12)).containsExactlyInAnyOrderElementsOf(published);
	}

	@Test
	void whenItCannotBeMovedThenWhoeverTriesAgainMovesIt() {
		Backend backend = open(this.queues.restricted());
		List<String> published = publish(backend, 3, 1);
		this.queues.forbid(this.topic + "_for_g", SendMessageBatchRequest.class);
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> backend.declareGroup(this.topic, "g"))
			.withMessageStartingWith("Queue " + this.topic + "_unclaimed: what it holds cannot be moved: AccessDenied");
		this.queues.allowAll();
		backend.declareGroup(this.topic, "g");
		assertThat(this.queues.size(this.topic + "_unclaimed")).isZero();
		assertThat(received(backend, 3)).containsExactlyInAnyOrderElementsOf(published);
	}

	@Test
	void whenAnInstanceWasKilledWithSomeOfItInHandThenTheGroupGetsThatToo() {
		Backend backend = open(this.queues.restricted());
		List<String> published = publish(backend, 3, 1);
		this.queues.take(this.topic + "_unclaimed", Duration.ofSeconds(4));
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> backend.declareGroup(this.topic, "g"))
			.withMessage("Topic " + this.topic + ", group g: some of what it takes over from queue " + this.topic
					+ "_unclaimed is in the hands of another instance, or of one that was stopped, for 20 seconds at most; "
					+ "then it looks again")
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
		List<String> ids = new CopyOnWriteArrayList<>();
		try (PubSub pubSub = new PubSubBuilder(backend).build()) {
			long start = System.nanoTime();
			Subscription subscription = pubSub.subscribe(
					SubscriptionSpec.of(this.topic, "g", String.class).ordering(Ordering.NONE),
					(message, acknowledgment) -> ids.add(message.headers().get("number")));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
			Patience.DEFAULT.until("the reason",
					() -> String.valueOf(subscription.status().failure()).contains("in the hands of another instance"));
			Patience.DEFAULT.until("all messages", () -> ids.size() == 3);
			assertThat(ids).containsExactlyInAnyOrderElementsOf(published);
			assertThat(subscription.status().state()).isEqualTo(SubscriptionStatus.State.RUNNING);
		}
	}

	@Test
	void whenAKeyIsPublishedToWhileItIsTakenOverThenItKeepsItsOrder() {
		SqsClient plain = Emulator.sqs(this.endpoint);
		this.open.add(plain);
		Backend others = fifo(plain);
		SqsClient sqs = Emulator.sqs(this.endpoint,
				new Meanwhile(this.topic + "_unclaimed", () -> publishKey(others, "m2")));
		this.open.add(sqs);
		publishKey(others, "m1");
		assertThat(received(fifo(sqs), 2)).containsExactly("m1", "m2");
	}

	private Backend fifo(SqsClient sqs) {
		Backend backend = new AwsBackendFactory(Emulator.settings(true, FanOut.SNS, Missing.CREATE), () -> sqs,
				() -> this.sns)
			.create();
		this.open.add(0, backend);
		return backend;
	}

	private void publishKey(Backend backend, String... ids) {
		try (Sender sender = backend.openSender()) {
			sender
				.send(Stream.of(ids)
					.map((id) -> new OutboundMessage(this.topic, id, "k", Map.of("number", id, "sprocket-id", id),
							new byte[] { 'x' }, null, null, null))
					.toList())
				.join();
		}
	}

	private Backend open(SqsClient sqs) {
		Backend backend = Emulator.backend(() -> sqs, () -> this.sns);
		this.open.add(0, backend);
		return backend;
	}

	private List<String> publish(Backend backend, int count, int bytes) {
		List<String> ids = IntStream.range(0, count).mapToObj((number) -> "m" + number).toList();
		byte[] body = "x".repeat(bytes).getBytes(StandardCharsets.UTF_8);
		try (Sender sender = backend.openSender()) {
			List<SendOutcome> outcomes = sender
				.send(ids.stream()
					.map((id) -> new OutboundMessage(this.topic, id, null, Map.of("number", id), body, null, null,
							null))
					.toList())
				.join();
			assertThat(outcomes).extracting(SendOutcome::failure).containsOnlyNulls();
		}
		return ids;
	}

	private List<String> received(Backend backend, int count) {
		List<String> ids = new ArrayList<>();
		try (Receiver receiver = backend
			.openReceiver(new ReceiverSpec(this.topic, "g", Ordering.NONE, Duration.ofMinutes(1)), LaneListener.NONE)) {
			Patience.DEFAULT.until(count + " messages", () -> {
				List<Delivery> deliveries = receiver.receive(10, Duration.ofSeconds(1));
				deliveries.forEach((delivery) -> ids.add(delivery.headers().get("number")));
				receiver.settle(deliveries.stream().<Settlement>map(Settlement.Ack::new).toList());
				return ids.size() >= count;
			});
		}
		return ids;
	}

	/**
	 * Does something before the first look at a queue.
	 *
	 * @param queue how its name begins
	 * @param action what to do
	 * @param done whether that is done
	 */
	private record Meanwhile(String queue, Runnable action, AtomicBoolean done) implements ExecutionInterceptor {

		Meanwhile(String queue, Runnable action) {
			this(queue, action, new AtomicBoolean());
		}

		@Override
		public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
			if (context.request() instanceof ReceiveMessageRequest request && request.queueUrl().contains(this.queue)
					&& this.done.compareAndSet(false, true)) {
				this.action.run();
			}
		}

	}

	/**
	 * As if what does not wait asked those servers of SQS that hold nothing.
	 *
	 * @param empty a queue without messages
	 */
	private record ShortPolls(String empty) implements ExecutionInterceptor {

		@Override
		public SdkRequest modifyRequest(Context.ModifyRequest context, ExecutionAttributes attributes) {
			if (context.request() instanceof ReceiveMessageRequest request && request.waitTimeSeconds() == 0) {
				String url = request.queueUrl();
				return request.toBuilder().queueUrl(url.substring(0, url.lastIndexOf('/') + 1) + this.empty).build();
			}
			return context.request();
		}

	}

}
