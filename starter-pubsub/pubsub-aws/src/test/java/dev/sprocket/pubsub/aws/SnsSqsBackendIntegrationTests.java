// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import dev.sprocket.pubsub.aws.AwsSettings.FanOut;
import dev.sprocket.pubsub.aws.AwsSettings.Filter;
import dev.sprocket.pubsub.aws.AwsSettings.Missing;
import dev.sprocket.pubsub.aws.AwsSettings.QueueDeadLetters;
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
import dev.sprocket.test.servers.SnsSqsServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the backend does that no other does.
 */
class SnsSqsBackendIntegrationTests {

	private final URI endpoint = SnsSqsServer.start();

	private final SqsClient sqs = Emulator.sqs(this.endpoint);

	private final SnsClient sns = Emulator.sns(this.endpoint);

	private final String topic = "t-" + UUID.randomUUID();

	private final List<Backend> backends = new ArrayList<>();

	@AfterEach
	void close() {
		this.backends.forEach(Backend::close);
		this.sqs.close();
		this.sns.close();
	}

	@Test
	void whenNothingMayBeCreatedThenItSaysWhatIsMissing() {
		Backend creating = open(Missing.CREATE);
		Backend using = open(Missing.FAIL);
		assertMissing(() -> using.declareGroup(this.topic, "g"), "Topic " + this.topic + ": SNS topic " + this.topic
				+ " does not exist; create it, or set sprocket.pubsub.aws.missing=create");
		String arn = this.sns.createTopic((request) -> request.name(this.topic)).topicArn();
		assertMissing(() -> using.declareGroup(this.topic, "g"), "Topic " + this.topic + ", group g: queue "
				+ this.topic + "_for_g does not exist; create it, or set sprocket.pubsub.aws.missing=create");
		this.sqs.createQueue((request) -> request.queueName(this.topic + "_for_g"));
		assertMissing(() -> using.declareGroup(this.topic, "g"),
				"Topic " + this.topic + ", group g: queue " + this.topic + "_for_g is not subscribed to " + arn
						+ "; subscribe it, or set sprocket.pubsub.aws.missing=create");
		assertThat(send(using, message("lost?", null)).failure()).satisfies((failure) -> {
			assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_FOUND);
			assertThat(failure).hasMessage("Topic " + this.topic + ": no queue is subscribed to " + arn
					+ ", and what is published would be lost; subscribe one, or set "
					+ "sprocket.pubsub.aws.missing=create");
		});
		creating.declareGroup(this.topic, "g");
		using.declareGroup(this.topic, "g");
		assertThat(send(using, message("stored", null)).failure()).isNull();
		assertThat(bodies(using, "g", 1)).containsExactly("stored");
	}

	@Test
	void whenTheFirstGroupComesThenItGetsWhatWasThereAndTheSecondDoesNot() {
		Backend backend = open(Missing.CREATE);
		send(backend, message("before", null));
		backend.declareGroup(this.topic, "first");
		send(backend, message("between", null));
		backend.declareGroup(this.topic, "second");
		send(backend, message("after", null));
		assertThat(bodies(backend, "first", 3)).containsExactlyInAnyOrder("before", "between", "after");
		assertThat(bodies(backend, "second", 1)).containsExactly("after");
		assertThat(backend.lag(this.topic, "second").messages()).isZero();
	}

	@Test
	void whenTheLastGroupIsRemovedThenTheNextGetsWhatIsPublishedMeanwhile() {
		Backend backend = open(Missing.CREATE);
		backend.declareGroup(this.topic, "first");
		backend.declareGroup(this.topic, "second");
		assertThat(backend.removeGroup(this.topic, "never")).isFalse();
		assertThat(backend.removeGroup(this.topic, "first")).isTrue();
		send(backend, message("one", null));
		assertThat(bodies(backend, "second", 1)).containsExactly("one");
		backend.removeGroup(this.topic, "second");
		send(backend, message("two", null));
		assertThat(bodies(backend, "third", 1)).containsExactly("two");
	}

	@Test
	void whenOnlyPeopleAreSubscribedThenTheFirstGroupAndTheNextGetWhatIsPublishedMeanwhile() {
		String arn = this.sns.createTopic((request) -> request.name(this.topic)).topicArn();
		this.sns.subscribe((request) -> request.topicArn(arn).protocol("email").endpoint("ops@example.com"));
		Backend backend = open(Missing.CREATE);
		send(backend, message("one", null));
		assertThat(bodies(backend, "first", 1)).containsExactly("one");
		backend.removeGroup(this.topic, "first");
		send(backend, message("two", null));
		assertThat(bodies(backend, "second", 1)).containsExactly("two");
	}

	@Test
	void whenNothingMayBeCreatedThenTheLastGroupCanBeRemovedAllTheSame() {
		open(Missing.CREATE).declareGroup(this.topic, "g");
		Backend using = open(Missing.FAIL);
		assertThat(using.removeGroup(this.topic, "g")).isTrue();
		assertThat(using.removeGroup(this.topic, "g")).isFalse();
		assertThat(send(using, message("lost?", null)).failure()).hasMessageContaining("no queue is subscribed to");
	}

	@Test
	void whenTopicAndQueueAreDeletedByOthersThenTheyAreMadeAgain() {
		Backend backend = open(Missing.CREATE);
		try (Receiver receiver = receiver(backend, "g")) {
			send(backend, message("before", null));
			assertThat(receive(receiver).body()).asString().isEqualTo("before");
			this.sns.deleteTopic(
					(request) -> request.topicArn(this.sns.createTopic((same) -> same.name(this.topic)).topicArn()));
			this.sqs.deleteQueue((request) -> request
				.queueUrl(this.sqs.getQueueUrl((same) -> same.queueName(this.topic + "_for_g")).queueUrl()));
			List<Delivery> deliveries = new ArrayList<>();
			Awaitility.await()
				.pollInSameThread()
				.atMost(Duration.ofMinutes(1))
				.ignoreExceptionsInstanceOf(BackendException.class)
				.until(() -> {
					send(backend, message("after", null));
					return deliveries.addAll(receiver.receive(1, Duration.ofSeconds(1)));
				});
			assertThat(deliveries.get(0).body()).asString().isEqualTo("after");
		}
	}

	@Test
	void whenAGroupHasAFilterThenItGetsWhatMeetsIt() {
		AwsSettings settings = new AwsSettings(false, FanOut.SNS, Missing.CREATE, Duration.ofSeconds(1),
				AwsSettings.DEFAULT_MESSAGE_BYTES, List.of(new Filter(this.topic, "g", "{\"tenant\":[\"a\"]}")),
				QueueDeadLetters.LEAVE, Map.of());
		Backend backend = open(settings);
		backend.declareGroup(this.topic, "g");
		send(backend, message("of b", Map.of("tenant", "b")));
		send(backend, message("of a", Map.of("tenant", "a")));
		assertThat(bodies(backend, "g", 1)).containsExactly("of a");
		assertThat(backend.lag(this.topic, "g").messages()).isZero();
	}

	@Test
	void whenASubscriptionOfOthersIsNotRawThenItsMessagesAreUnwrapped() {
		Backend backend = open(Missing.CREATE);
		String arn = this.sns.createTopic((request) -> request.name(this.topic)).topicArn();
		String url = this.sqs.createQueue((request) -> request.queueName(this.topic + "_for_g")).queueUrl();
		String queueArn = this.sqs
			.getQueueAttributes((request) -> request.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
			.attributes()
			.get(QueueAttributeName.QUEUE_ARN);
		this.sns.subscribe((request) -> request.topicArn(arn).protocol("sqs").endpoint(queueArn));
		backend.declareGroup(this.topic, "g");
		send(backend, message("ours", Map.of("tenant", "a")));
		this.sns.publish((request) -> request.topicArn(arn).message("foreign"));
		this.sqs.sendMessage((request) -> request.queueUrl(url).messageBody("plain"));
		assertThat(bodies(backend, "g", 3)).containsExactlyInAnyOrder("ours", "foreign", "plain");
	}

	@Test
	void whenTheQueueHasAPolicyThatDoesNotNameTheTopicThenItIsRefusedAndLeftAsItIs() {
		String url = this.sqs
			.createQueue((request) -> request.queueName(this.topic + "_for_g")
				.attributes(Map.of(QueueAttributeName.POLICY, "{\"Statement\":[]}")))
			.queueUrl();
		assertThatExceptionOfType(BackendException.class)
			.isThrownBy(() -> open(Missing.CREATE).declareGroup(this.topic, "g"))
			.withMessageStartingWith("Topic " + this.topic + ", group g: queue " + this.topic
					+ "_for_g has a policy that does not name topic arn:aws:sns:us-east-1:")
			.withMessageEndingWith("which could not send to it; add a statement that allows it sqs:SendMessage")
			.satisfies((refusal) -> assertThat(refusal.kind()).isEqualTo(ErrorKind.PERMISSION_DENIED));
		assertThat(this.sqs
			.getQueueAttributes((request) -> request.queueUrl(url).attributeNames(QueueAttributeName.POLICY))
			.attributes()).containsEntry(QueueAttributeName.POLICY, "{\"Statement\":[]}");
	}

	@Test
	void whenAMessageIsDelayedThenBeingHiddenIsNoAttempt() {
		Backend backend = open(Missing.CREATE);
		Instant due = Instant.now().plusSeconds(2);
		try (Receiver receiver = receiver(backend, "g")) {
			send(backend, new OutboundMessage(this.topic, "id", null, Map.of("sprocket-id", "id"), new byte[] { 'x' },
					due, null, null));
			Delivery first = receive(receiver);
			assertThat(Instant.now()).isAfterOrEqualTo(due);
			assertThat(first.attempt()).isEqualTo(1);
			receiver.settle(List.of(new Settlement.Release(first, Duration.ZERO, true)));
			assertThat(receive(receiver).attempt()).isEqualTo(2);
		}
	}

	@Test
	void whenAMessageIsAsLargeAsDeclaredThenItIsSentWhateverItHolds() {
		Backend backend = open(Missing.CREATE);
		backend.declareGroup(this.topic, "g");
		byte[] binary = new byte[backend.capabilities().limits().bodyBytes()];
		binary[0] = -1;
		int room = backend.capabilities().limits().headerBytes();
		Map<String, String> colons = Map.of(":".repeat(room / 2), ":".repeat(room / 2));
		assertThat(send(backend, new OutboundMessage(this.topic, "id", null, colons, binary, Instant.now(), null, null))
			.failure()).isNull();
		byte[] more = new byte[binary.length + room * 4];
		more[0] = -1;
		assertThat(send(backend, new OutboundMessage(this.topic, "id", null, colons, more, null, null, null)).failure())
			.satisfies((failure) -> {
				assertThat(failure.kind()).isEqualTo(ErrorKind.TOO_LARGE);
				assertThat(failure).hasMessageContaining("the limit is 262144");
			});
	}

	@Test
	void whenAwsCannotBeReachedThenHealthAndPublishSaySo() {
		Backend backend = Emulator.backend(() -> Emulator.sqs(Emulator.NOWHERE), () -> Emulator.sns(Emulator.NOWHERE));
		this.backends.add(backend);
		assertThatExceptionOfType(BackendException.class).isThrownBy(backend::check)
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
		assertThat(send(backend, message("x", null)).failure())
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
		open(Missing.CREATE).check();
	}

	private Backend open(Missing missing) {
		return open(Emulator.settings(false, FanOut.SNS, missing));
	}

	private Backend open(AwsSettings settings) {
		Backend backend = new AwsBackendFactory(settings, () -> this.sqs, () -> this.sns).create();
		this.backends.add(backend);
		return backend;
	}

	private OutboundMessage message(String body, @Nullable Map<String, String> headers) {
		return new OutboundMessage(this.topic, body, null, (headers != null) ? headers : Map.of(),
				body.getBytes(StandardCharsets.UTF_8), null, null, null);
	}

	private static SendOutcome send(Backend backend, OutboundMessage message) {
		try (Sender sender = backend.openSender()) {
			return sender.send(List.of(message)).join().get(0);
		}
	}

	private Receiver receiver(Backend backend, String group) {
		return backend.openReceiver(new ReceiverSpec(this.topic, group, Ordering.NONE, Duration.ofMinutes(1)),
				LaneListener.NONE);
	}

	private List<String> bodies(Backend backend, String group, int count) {
		List<String> bodies = new ArrayList<>();
		try (Receiver receiver = receiver(backend, group)) {
			while (bodies.size() < count) {
				Delivery delivery = receive(receiver);
				bodies.add(new String(delivery.body(), StandardCharsets.UTF_8));
				receiver.settle(List.of(new Settlement.Ack(delivery)));
			}
		}
		return bodies;
	}

	private static Delivery receive(Receiver receiver) {
		List<Delivery> deliveries = new ArrayList<>();
		Awaitility.await()
			.pollInSameThread()
			.atMost(Duration.ofMinutes(1))
			.until(() -> deliveries.addAll(receiver.receive(1, Duration.ofSeconds(1))));
		return deliveries.get(0);
	}

	private static void assertMissing(Runnable call, String words) {
		assertThatExceptionOfType(BackendException.class).isThrownBy(call::run)
			.withMessage(words)
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_FOUND));
	}

}
