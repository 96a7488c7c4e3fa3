// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.ListDeadLetterSourceQueuesRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

import dev.sprocket.pubsub.DeadLetterHeaders;
import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.aws.AwsSettings.FanOut;
import dev.sprocket.pubsub.aws.AwsSettings.Missing;
import dev.sprocket.pubsub.aws.AwsSettings.QueueDeadLetters;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.test.RecordingHandler;
import dev.sprocket.test.servers.ElasticMqServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A queue with a redrive policy of somebody else's.
 */
@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_OUT)
class QueueDeadLettersIntegrationTests {

	private static final int MAX_RECEIVES = 2;

	/** A stop does not wait longer for what cannot be deleted. */
	private static final Duration DRAIN = Duration.ofSeconds(1);

	private final URI endpoint = ElasticMqServer.start();

	private final NativeQueues queues = new NativeQueues(this.endpoint);

	private final String topic = "t-" + UUID.randomUUID();

	private final String dead = this.topic + "-dead";

	private final RecordingHandler<String> handled = new RecordingHandler<>();

	private final RecordingHandler<String> letters = new RecordingHandler<>();

	private final List<PubSub> open = new ArrayList<>();

	@AfterEach
	void close() {
		this.open.forEach(PubSub::close);
		this.queues.close();
	}

	@Test
	void whenTheyAreAdoptedThenWhatSqsMovesBecomesADeadLetterOfTheGroup(CapturedOutput output) {
		createQueues();
		PubSub pubSub = open(QueueDeadLetters.ADOPT);
		pubSub.publisher().publish(OutgoingMessage.of(this.topic, "body").key("k").header("tenant", "a"));
		this.queues.exhaust(this.topic, this.dead);
		subscribe(pubSub);
		Message<String> letter = this.letters.await(1).get(0);
		assertThat(letter.payload()).isEqualTo("body");
		assertThat(letter.key()).isEqualTo("k");
		assertThat(letter.headers()).containsEntry("tenant", "a")
			.containsEntry(DeadLetterHeaders.REASON, "exhausted")
			.containsEntry(DeadLetterHeaders.ATTEMPTS, "2")
			.containsEntry(DeadLetterHeaders.TOPIC, this.topic)
			.containsEntry(DeadLetterHeaders.GROUP, "g")
			.containsEntry(DeadLetterHeaders.ERROR_MESSAGE, "SQS moved it from queue " + this.topic + " to " + this.dead
					+ " after 2 receives, without saying why");
		awaitDead(0);
		assertThat(this.handled.count()).isZero();
		assertThat(output).contains(warning("becomes a dead letter of this group"));
	}

	@Test
	void whenMoreThanOneRequestFullIsMovedThenAllAreAdopted() {
		createQueues();
		PubSub pubSub = open(QueueDeadLetters.ADOPT);
		for (int i = 0; i < 12; i++) {
			pubSub.publisher().publish(this.topic, "m" + i);
			this.queues.exhaust(this.topic, this.dead);
		}
		subscribe(pubSub);
		assertThat(this.letters.await(12)).extracting(Message::payload).hasSize(12).doesNotHaveDuplicates();
		awaitDead(0);
	}

	@Test
	void whenTheyAreLeftThenTheyStayWhereSqsMovesThem(CapturedOutput output) {
		createQueues();
		PubSub pubSub = open(QueueDeadLetters.LEAVE);
		pubSub.publisher().publish(this.topic, "moved");
		this.queues.exhaust(this.topic, this.dead);
		pubSub.publisher().publish(this.topic, "ordinary");
		subscribe(pubSub);
		assertThat(this.handled.await(1)).extracting(Message::payload).containsExactly("ordinary");
		assertThat(this.queues.size(this.dead)).isEqualTo(1);
		assertThat(output)
			.contains(warning("stays there; sprocket.pubsub.aws.queue-dead-letters=adopt makes dead letters of it"));
	}

	@Test
	void whenTheInstanceDiesBetweenTheLetterAndItsSourceThenNothingIsLost() {
		createQueues();
		this.queues.forbid(this.dead, DeleteMessageBatchRequest.class);
		PubSub first = open(QueueDeadLetters.ADOPT);
		first.publisher().publish(this.topic, "body");
		this.queues.exhaust(this.topic, this.dead);
		subscribe(first);
		this.letters.await(1);
		assertThat(this.queues.size(this.dead)).isEqualTo(1);
		first.drain(DRAIN);
		first.close();
		this.queues.allowAll();
		subscribe(open(QueueDeadLetters.ADOPT));
		awaitDead(0);
		assertThat(this.letters.payloads()).containsOnly("body");
	}

	@Test
	void whenNothingMayBeDeletedThenNoMoreIsAdoptedAndItSaysWhatToAllow(CapturedOutput output) {
		createQueues();
		this.queues.forbid(this.dead, DeleteMessageBatchRequest.class);
		PubSub pubSub = open(QueueDeadLetters.ADOPT);
		pubSub.publisher().publish(this.topic, "body");
		this.queues.exhaust(this.topic, this.dead);
		subscribe(pubSub);
		awaitOutput(output, who() + ", dead-letter queue " + this.dead
				+ ": what SQS has moved there stays there from now on, allow sqs:GetQueueUrl, "
				+ "ListDeadLetterSourceQueues, ReceiveMessage, ChangeMessageVisibility and DeleteMessage of queue "
				+ this.dead + ": ");
		pubSub.drain(DRAIN);
		assertThat(this.queues.size(this.dead)).isEqualTo(1);
	}

	@Test
	void whenTheQueueMayNotBeReadThenItSaysSoOnceAndTriesAgain(CapturedOutput output) {
		createQueues();
		this.queues.forbid(this.dead, ReceiveMessageRequest.class);
		PubSub pubSub = open(QueueDeadLetters.ADOPT);
		pubSub.publisher().publish(this.topic, "moved");
		this.queues.exhaust(this.topic, this.dead);
		pubSub.publisher().publish(this.topic, "ordinary");
		subscribe(pubSub);
		assertThat(this.handled.await(1)).extracting(Message::payload).containsExactly("ordinary");
		awaitOutput(output, who() + ", dead-letter queue " + this.dead
				+ ": cannot look for what SQS has moved there, and tries again, allow sqs:GetQueueUrl, "
				+ "ListDeadLetterSourceQueues, ReceiveMessage, ChangeMessageVisibility and DeleteMessage of queue "
				+ this.dead + ": ");
		this.queues.allowAll();
		assertThat(this.letters.await(1)).extracting(Message::payload).containsExactly("moved");
	}

	@Test
	void whenItCannotBeSeenWhoseTheQueueIsThenTheyAreLeft(CapturedOutput output) {
		createQueues();
		this.queues.forbid(this.dead, ListDeadLetterSourceQueuesRequest.class);
		subscribe(open(QueueDeadLetters.ADOPT));
		assertThat(output)
			.contains(warning("stays there, allow sqs:GetQueueUrl, ListDeadLetterSourceQueues, ReceiveMessage, "
					+ "ChangeMessageVisibility and DeleteMessage of queue " + this.dead + ": "));
	}

	@Test
	void whenTheQueueIsTheDeadLetterQueueOfOthersThenTheyAreLeft(CapturedOutput output) {
		createQueues();
		this.queues.create(this.topic + "-other", this.dead, MAX_RECEIVES);
		assertLeft(DeadLetterPolicy.DEFAULT);
		assertThat(output)
			.contains(warning(
					"stays there: queue " + this.dead + " is the dead-letter queue of several queues, [" + this.topic))
			.contains("; give " + this.topic + " one of its own");
	}

	@Test
	void whenDeadLettersAreOffThenTheyAreLeft(CapturedOutput output) {
		createQueues();
		assertLeft(DeadLetterPolicy.NONE);
		assertThat(output).contains(warning("stays there: dead letters of this group are off"));
	}

	@Test
	void whenSomethingElseIsInTheQueueThenItStaysThere() {
		createQueues();
		this.queues.send(this.dead, "of somebody");
		PubSub pubSub = open(QueueDeadLetters.ADOPT);
		pubSub.publisher().publish(this.topic, "moved");
		this.queues.exhaust(this.topic, this.dead);
		subscribe(pubSub);
		assertThat(this.letters.await(1)).extracting(Message::payload).containsExactly("moved");
		awaitDead(1);
	}

	@Test
	void whenTheQueueIsFifoThenWhatIsMovedIsAdopted() {
		this.queues.create(this.dead + ".fifo");
		this.queues.create(this.topic + ".fifo", this.dead + ".fifo", MAX_RECEIVES);
		PubSub pubSub = open(true, QueueDeadLetters.ADOPT);
		pubSub.publisher().publish(OutgoingMessage.of(this.topic, "moved").key("k"));
		this.queues.exhaust(this.topic + ".fifo", this.dead + ".fifo");
		pubSub.publisher().publish(OutgoingMessage.of(this.topic, "next").key("k"));
		pubSub.subscribe(letterSpec(), this.letters);
		pubSub.subscribe(spec().ordering(Ordering.KEY), this.handled);
		assertThat(this.letters.await(1)).extracting(Message::payload).containsExactly("moved");
		assertThat(this.letters.messages().get(0).key()).isEqualTo("k");
		assertThat(this.handled.await(1)).extracting(Message::payload).containsExactly("next");
		Awaitility.await().until(() -> this.queues.size(this.dead + ".fifo") == 0);
	}

	private void assertLeft(DeadLetterPolicy policy) {
		PubSub pubSub = open(QueueDeadLetters.ADOPT);
		pubSub.publisher().publish(this.topic, "moved");
		this.queues.exhaust(this.topic, this.dead);
		pubSub.publisher().publish(this.topic, "ordinary");
		pubSub.subscribe(spec().deadLetter(policy), this.handled);
		assertThat(this.handled.await(1)).extracting(Message::payload).containsExactly("ordinary");
		assertThat(this.queues.size(this.dead)).isEqualTo(1);
	}

	private void createQueues() {
		this.queues.create(this.dead);
		this.queues.create(this.topic, this.dead, MAX_RECEIVES);
	}

	private PubSub open(QueueDeadLetters setting) {
		return open(false, setting);
	}

	private PubSub open(boolean fifo, QueueDeadLetters setting) {
		AwsSettings settings = new AwsSettings(fifo, FanOut.NONE, Missing.CREATE, Duration.ofSeconds(1),
				AwsSettings.DEFAULT_MESSAGE_BYTES, List.of(), setting, Map.of());
		PubSub pubSub = new PubSubBuilder(new AwsBackendFactory(settings, this.queues::restricted, () -> {
			throw new AssertionError("SNS is not used: " + SnsClient.class);
		}).create()).build();
		this.open.add(pubSub);
		return pubSub;
	}

	private void subscribe(PubSub pubSub) {
		pubSub.subscribe(letterSpec(), this.letters);
		pubSub.subscribe(spec(), this.handled);
	}

	private SubscriptionSpec<String> letterSpec() {
		return SubscriptionSpec.of(this.topic + ".g.dlq", "undertaker", String.class);
	}

	private SubscriptionSpec<String> spec() {
		return SubscriptionSpec.of(this.topic, "g", String.class);
	}

	private void awaitDead(int size) {
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> this.queues.size(this.dead) == size);
	}

	private static void awaitOutput(CapturedOutput output, String text) {
		Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(output).containsOnlyOnce(text));
	}

	private String who() {
		return "Topic " + this.topic + ", group g";
	}

	private String warning(String outcome) {
		return who() + ": queue " + this.topic + " has a redrive policy. SQS moves a message to queue " + this.dead
				+ " after 2 receives (maxReceiveCount), without a reason; every delivery, delay and take-over counts "
				+ "as one. Let it be well above the attempts of the retry policy. What is moved " + outcome;
	}

}
