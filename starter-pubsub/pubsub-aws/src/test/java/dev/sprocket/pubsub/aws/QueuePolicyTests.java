// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class QueuePolicyTests {

	private static final String TOPIC = "arn:aws:sns:eu-central-1:123456789012:orders";

	@Test
	void whenItIsOursThenItNamesTheTopic() {
		QueuePolicy policy = QueuePolicy
			.read(QueuePolicy.allow("arn:aws:sqs:eu-central-1:123456789012:orders_for_g", TOPIC));
		assertThat(policy.names(TOPIC)).isTrue();
		assertThat(policy.names(TOPIC + "-archive")).isFalse();
		assertThat(policy.mayMean(TOPIC + "-archive")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"ArnEquals\":{\"aws:SourceArn\":\"arn:aws:sns:eu-central-1:123456789012:orders\"}}",
			"{\"ArnLike\":{\"AWS:SourceArn\":[\"arn:aws:sns:eu-central-1:1:x\","
					+ "\"arn:aws:sns:eu-central-1:123456789012:orders\"]}}" })
	void whenTheTopicIsAmongOthersThenItIsNamed(String condition) {
		assertThat(policy(condition).names(TOPIC)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:sns:*:123456789012:*\"}}",
			"{\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:sns:eu-central-?:123456789012:ord*\"}}",
			"{\"StringEquals\":{\"aws:SourceAccount\":\"123456789012\"}}",
			"{\"StringEquals\":{\"AWS:sourceaccount\":[\"1\",\"123456789012\"]}}" })
	void whenAWildcardOrAnAccountFitsThenTheTopicMayBeMeant(String condition) {
		assertThat(policy(condition).names(TOPIC)).isFalse();
		assertThat(policy(condition).mayMean(TOPIC)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"ArnLike\":{\"aws:SourceArn\":\"arn:aws:sns:eu-central-1:123456789012:payments*\"}}",
			"{\"ArnEquals\":{\"aws:SourceArn\":\"arn:aws:sns:eu-central-1:123456789012:orders-archive\"}}",
			"{\"StringEquals\":{\"aws:SourceAccount\":\"210987654321\"}}", "{}" })
	void whenNothingFitsThenTheTopicIsNotMeant(String condition) {
		assertThat(policy(condition).names(TOPIC)).isFalse();
		assertThat(policy(condition).mayMean(TOPIC)).isFalse();
	}

	private static QueuePolicy policy(String condition) {
		return QueuePolicy.read("""
				{"Statement":[{"Effect":"Allow","Principal":{"Service":"sns.amazonaws.com"},"Action":"sqs:SendMessage",
				"Resource":"arn:aws:sqs:eu-central-1:123456789012:orders_for_g","Condition":%s}]}
				""".formatted(condition));
	}

}
