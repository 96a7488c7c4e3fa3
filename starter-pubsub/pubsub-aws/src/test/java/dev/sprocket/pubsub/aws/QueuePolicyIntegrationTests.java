// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
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
 * A queue whose policy is somebody else's.
 */
@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_OUT)
class QueuePolicyIntegrationTests {

	private final SqsClient sqs = Emulator.sqs(SnsSqsServer.start());

	private final SnsClient sns = Emulator.sns(SnsSqsServer.start());

	private final String topic = "t-" + UUID.randomUUID();

	private final String queue = this.topic + "_for_g";

	private String topicArn = "";

	@BeforeEach
	void createTopic() {
		this.topicArn = this.sns.createTopic((request) -> request.name(this.topic)).topicArn();
	}

	@AfterEach
	void close() {
		this.sqs.close();
		this.sns.close();
	}

	@Test
	void whenItNamesATopicThatBeginsLikeThisOneThenItIsRefused() {
		createQueue("\"ArnEquals\":{\"aws:SourceArn\":\"" + this.topicArn + "-archive\"}");
		try (Backend backend = open()) {
			assertThatExceptionOfType(BackendException.class).isThrownBy(() -> backend.declareGroup(this.topic, "g"))
				.withMessage(unnamed() + ", which could not send to it; add a statement that allows it sqs:SendMessage")
				.satisfies((refusal) -> assertThat(refusal.kind()).isEqualTo(ErrorKind.PERMISSION_DENIED));
		}
	}

	@Test
	void whenAWildcardMayMeanTheTopicThenItIsUsedAndSaysSoOnce(CapturedOutput output) {
		createQueue("\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:sns:*:*:t-*\"}");
		assertUsedWithAWarning(output);
	}

	@Test
	void whenAnAccountMayMeanTheTopicThenItIsUsedAndSaysSoOnce(CapturedOutput output) {
		createQueue("\"StringEquals\":{\"aws:SourceAccount\":\"" + this.topicArn.split(":")[4] + "\"}");
		assertUsedWithAWarning(output);
	}

	private void assertUsedWithAWarning(CapturedOutput output) {
		try (Backend backend = open()) {
			backend.declareGroup(this.topic, "g");
			backend.declareGroup(this.topic, "g");
		}
		assertThat(output).containsOnlyOnce(unnamed() + " but a wildcard or an account that may mean it; "
				+ "nothing arrives unless that statement allows it sqs:SendMessage");
	}

	private String unnamed() {
		return "Topic " + this.topic + ", group g: queue " + this.queue + " has a policy that does not name topic "
				+ this.topicArn;
	}

	private void createQueue(String condition) {
		String policy = "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":\"sns.amazonaws.com\"},"
				+ "\"Action\":\"sqs:SendMessage\",\"Resource\":\"*\",\"Condition\":{" + condition + "}}]}";
		this.sqs.createQueue(
				(request) -> request.queueName(this.queue).attributes(Map.of(QueueAttributeName.POLICY, policy)));
	}

	private Backend open() {
		return Emulator.backend(() -> this.sqs, () -> this.sns);
	}

}
