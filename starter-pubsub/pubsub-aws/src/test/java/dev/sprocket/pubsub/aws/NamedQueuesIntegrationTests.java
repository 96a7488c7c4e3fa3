// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.SnsClient;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.aws.AwsSettings.FanOut;
import dev.sprocket.pubsub.aws.AwsSettings.Missing;
import dev.sprocket.pubsub.aws.AwsSettings.QueueDeadLetters;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReservedHeaders;
import dev.sprocket.pubsub.test.RecordingHandler;
import dev.sprocket.test.servers.SnsSqsServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Queues of others as topics, beside those of SNS.
 */
class NamedQueuesIntegrationTests {

	private final URI endpoint = SnsSqsServer.start();

	private final NativeQueues queues = new NativeQueues(this.endpoint);

	private final SnsClient sns = Emulator.sns(this.endpoint);

	private final String topic = "t-" + UUID.randomUUID();

	private final String queue = this.topic + "_DLQ";

	private final RecordingHandler<String> handled = new RecordingHandler<>();

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
	void whenADeadLetterQueueIsATopicThenItCanBeReadAndRedrivenByPublishing() {
		String source = this.topic + "_for_g";
		this.queues.create(this.queue);
		this.queues.create(source, this.queue, 2);
		PubSub pubSub = new PubSubBuilder(open()).build();
		this.open.add(0, pubSub);
		this.queues.send(source, "of another producer");
		this.queues.exhaust(source, this.queue);
		pubSub.subscribe(SubscriptionSpec.of(this.topic, "g", String.class), this.handled);
		pubSub.subscribe(SubscriptionSpec.of("dead", "operator", byte[].class), (letter, acknowledgment) -> pubSub
			.publisher()
			.publish(OutgoingMessage.of(this.topic, letter.payload()).key(letter.key()).contentType("text/plain")));
		assertThat(this.handled.await(1)).extracting(Message::payload).containsExactly("of another producer");
	}

	@Test
	void whenWhatIsInTheQueueWasRedrivenForAGroupThenItIsForWhoeverReadsIt() {
		this.queues.create(this.queue);
		Backend backend = open();
		PubSub pubSub = new PubSubBuilder(backend).build();
		this.open.add(0, pubSub);
		backend.openSender()
			.send(List.of(new OutboundMessage("dead", "id", null,
					Map.of(ReservedHeaders.ID, "id", ReservedHeaders.REDRIVE_GROUP, "g"), new byte[] { 'x' }, null,
					null, null)))
			.join();
		pubSub.subscribe(SubscriptionSpec.of("dead", "operator", String.class), this.handled);
		assertThat(this.handled.await(1)).extracting(Message::payload).containsExactly("x");
	}

	@Test
	void whenTheQueueDoesNotExistThenItIsNotMade() {
		Backend backend = open();
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> backend.declareGroup("dead", "operator"))
			.withMessage("Topic dead, group operator: queue " + this.queue
					+ " does not exist; create it, or correct sprocket.pubsub.aws.queues.dead")
			.satisfies((refusal) -> assertThat(refusal.kind()).isEqualTo(ErrorKind.NOT_FOUND));
	}

	@Test
	void whenTheNameOfTheTopicHasDotsThenTheSettingIsNamedAsItIsWritten() {
		Backend backend = open("orders.dead");
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> backend.declareGroup("orders.dead", "g"))
			.withMessage("Topic orders.dead, group g: queue " + this.queue
					+ " does not exist; create it, or correct sprocket.pubsub.aws.queues[orders.dead]");
	}

	@Test
	void whenASecondGroupAsksThenItIsToldThatThereIsOne() {
		this.queues.create(this.queue);
		Backend backend = open();
		backend.declareGroup("dead", "operator");
		backend.declareGroup("dead", "operator");
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> backend.declareGroup("dead", "other"))
			.withMessage("Topic dead, group other: the topic is queue " + this.queue
					+ ", which has one group, and that is operator")
			.satisfies((refusal) -> assertThat(refusal.kind()).isEqualTo(ErrorKind.UNSUPPORTED));
	}

	@Test
	void whenTheGroupIsRemovedThenTheQueueStays() {
		this.queues.create(this.queue);
		this.queues.send(this.queue, "x");
		Backend backend = open();
		backend.declareGroup("dead", "operator");
		assertThat(backend.removeGroup("dead", "operator")).isTrue();
		assertThat(backend.lag("dead", "operator").messages()).isEqualTo(1);
		assertThat(this.queues.size(this.queue)).isEqualTo(1);
		backend.declareGroup("dead", "other");
	}

	private Backend open() {
		return open("dead");
	}

	private Backend open(String named) {
		AwsSettings settings = new AwsSettings(false, FanOut.SNS, Missing.CREATE, Duration.ofSeconds(1),
				AwsSettings.DEFAULT_MESSAGE_BYTES, List.of(), QueueDeadLetters.LEAVE, Map.of(named, this.queue));
		Backend backend = new AwsBackendFactory(settings, this.queues::restricted, () -> this.sns).create();
		this.open.add(backend);
		return backend;
	}

}
