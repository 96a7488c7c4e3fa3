// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.URI;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

import dev.sprocket.pubsub.aws.AwsSettings.FanOut;
import dev.sprocket.pubsub.aws.AwsSettings.Missing;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.test.servers.ElasticMqServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Without fan-out.
 */
class QueueTopicsIntegrationTests {

	private final URI endpoint = ElasticMqServer.start();

	private final String topic = "t-" + UUID.randomUUID();

	@Test
	void whenASecondGroupAsksForATopicThenItIsToldWhoseItIs() {
		try (SqsClient sqs = Emulator.sqs(this.endpoint); Backend backend = open(sqs)) {
			backend.declareGroup(this.topic, "one");
			backend.declareGroup(this.topic, "one");
			assertThatExceptionOfType(BackendException.class)
				.isThrownBy(() -> backend.declareGroup(this.topic, "other"))
				.withMessage("Topic " + this.topic + ", group other: without fan-out a topic has one group, and queue "
						+ this.topic + " is that of group one; set sprocket.pubsub.aws.fan-out=sns for several")
				.satisfies((refusal) -> assertThat(refusal.kind()).isEqualTo(ErrorKind.UNSUPPORTED));
			assertThat(backend.removeGroup(this.topic, "other")).isFalse();
			assertThat(sqs.listQueues((request) -> request.queueNamePrefix(this.topic)).queueUrls()).hasSize(1);
			assertThat(backend.removeGroup(this.topic, "one")).isTrue();
			backend.declareGroup(this.topic, "other");
		}
	}

	private static Backend open(SqsClient sqs) {
		return new AwsBackendFactory(Emulator.settings(false, FanOut.NONE, Missing.CREATE), () -> sqs, () -> {
			throw new AssertionError("SNS is not used: " + SnsClient.class);
		}).create();
	}

}
