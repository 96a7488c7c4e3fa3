// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import static org.assertj.core.api.Assertions.assertThat;

class RedrivePolicyTests {

	@ParameterizedTest
	@ValueSource(strings = { "{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-central-1:1:dead\",\"maxReceiveCount\":3}",
			"{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-central-1:1:dead\",\"maxReceiveCount\":\"3\"}" })
	void whenTheCountIsANumberOrTextThenItIsRead(String json) {
		RedrivePolicy policy = RedrivePolicy.read(Map.of(QueueAttributeName.REDRIVE_POLICY, json,
				QueueAttributeName.QUEUE_ARN, "arn:aws:sqs:eu-central-1:1:orders_for_billing"));
		assertThat(policy).returns("orders_for_billing", RedrivePolicy::queueName)
			.returns("dead", RedrivePolicy::targetName)
			.returns(3, RedrivePolicy::maxReceives)
			.returns("SQS moved it from queue orders_for_billing to dead after 3 receives, without saying why",
					RedrivePolicy::reason);
	}

	@Test
	void whenThereIsNoPolicyThenNothingIsMoved() {
		assertThat(RedrivePolicy.read(Map.of())).isNull();
		assertThat(RedrivePolicy.read(Map.of(QueueAttributeName.REDRIVE_POLICY, ""))).isNull();
	}

}
