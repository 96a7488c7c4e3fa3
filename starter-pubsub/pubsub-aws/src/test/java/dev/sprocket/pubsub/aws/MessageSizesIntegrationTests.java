// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.URI;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.test.servers.SnsSqsServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How large the messages of topics and queues may be that are created for large ones, and
 * of those that are there.
 */
@ExtendWith(OutputCaptureExtension.class)
class MessageSizesIntegrationTests {

	private static final String SIZE = "MaximumMessageSize";

	private static final int MEBIBYTE = 1024 * 1024;

	private final URI endpoint = SnsSqsServer.start();

	private final SqsClient sqs = Emulator.sqs(this.endpoint);

	private final SnsClient sns = Emulator.sns(this.endpoint);

	private final String topic = "t-" + UUID.randomUUID();

	@AfterEach
	void close() {
		this.sqs.close();
		this.sns.close();
	}

	@Test
	void whenMessagesMayBeLargerThanByDefaultThenTopicAndQueueAreCreatedForTheLargest() {
		declare(MEBIBYTE / 2);
		assertThat(topicSize()).isEqualTo("1048576");
		assertThat(queueSize()).isEqualTo("1048576");
	}

	@Test
	void whenTheDefaultIsEnoughThenNothingIsSaidAboutIt() {
		declare(AwsSettings.DEFAULT_MESSAGE_BYTES);
		assertThat(topicSize()).isNull();
	}

	@Test
	void whenTheTopicIsThereWithAnotherSizeThenItIsUsedAsItIsAndTheLogSaysSo(CapturedOutput output) {
		this.sns.createTopic((request) -> request.name(this.topic).attributes(Map.of(SIZE, "300000")));
		declare(MEBIBYTE);
		assertThat(topicSize()).isEqualTo("300000");
		assertThat(output).containsOnlyOnce("Topic " + this.topic + ": SNS topic " + this.topic
				+ " is left as it is, without the {MaximumMessageSize=1048576} that "
				+ "sprocket.pubsub.aws.max-message-size asks for; larger messages than it takes are refused: "
				+ "Invalid parameter: Attributes Reason: Topic already exists with different attributes");
	}

	@Test
	void whenTheQueueIsThereAndTakesLessThenItIsRefused() {
		this.sqs.createQueue((request) -> request.queueName(this.topic + "_for_g")
			.attributes(Map.of(QueueAttributeName.MAXIMUM_MESSAGE_SIZE, "262144")));
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> declare(MEBIBYTE / 2))
			.withMessage("Topic " + this.topic + ", group g: queue " + this.topic
					+ "_for_g takes messages of 262144 bytes at most, and SNS would drop larger ones, up to"
					+ " sprocket.pubsub.aws.max-message-size of 524288 bytes; raise MaximumMessageSize of the queue")
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID));
	}

	private void declare(int messageBytes) {
		try (Backend backend = new AwsBackendFactory(Emulator.settings(messageBytes), () -> this.sqs, () -> this.sns)
			.create()) {
			backend.declareGroup(this.topic, "g");
		}
	}

	private @Nullable String topicSize() {
		String arn = this.sns.createTopic((request) -> request.name(this.topic)).topicArn();
		return this.sns.getTopicAttributes((request) -> request.topicArn(arn)).attributes().get(SIZE);
	}

	private @Nullable String queueSize() {
		String url = this.sqs.getQueueUrl((request) -> request.queueName(this.topic + "_for_g")).queueUrl();
		return this.sqs
			.getQueueAttributes(
					(request) -> request.queueUrl(url).attributeNames(QueueAttributeName.MAXIMUM_MESSAGE_SIZE))
			.attributes()
			.get(QueueAttributeName.MAXIMUM_MESSAGE_SIZE);
	}

}
