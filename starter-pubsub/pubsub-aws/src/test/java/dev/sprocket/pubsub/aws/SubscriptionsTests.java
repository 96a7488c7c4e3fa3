// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.List;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicRequest;
import software.amazon.awssdk.services.sns.model.ListSubscriptionsByTopicResponse;
import software.amazon.awssdk.services.sns.model.Subscription;
import software.amazon.awssdk.services.sqs.SqsClient;

import dev.sprocket.pubsub.aws.AwsSettings.FanOut;
import dev.sprocket.pubsub.aws.AwsSettings.Missing;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who keeps what is published to a topic.
 */
class SubscriptionsTests {

	private static final String ARN = "arn:aws:sns:eu-central-1:123456789012:orders:c7fe3a54";

	private static final String PENDING = "PendingConfirmation";

	@Test
	void whoeverDoesNotKeepMessagesOrHasNotConfirmedIsNone() {
		List<Subscription> all = List.of(subscription("sqs", "queue", ARN), subscription("lambda", "function", ARN),
				subscription("firehose", "stream", ARN), subscription("sqs", "unconfirmed", PENDING),
				subscription("sqs", "gone", "Deleted"), subscription("email", "a@example.com", ARN),
				subscription("email-json", "b@example.com", ARN), subscription("sms", "+491701234567", ARN),
				subscription("https", "https://example.com/", ARN),
				subscription("http", "http://example.com/", PENDING), subscription("application", "phone", ARN));
		AwsSettings settings = Emulator.settings(false, FanOut.SNS, Missing.CREATE);
		try (SnsClient sns = new Listed(all); SqsClient sqs = Emulator.sqs(Emulator.NOWHERE)) {
			assertThat(new Subscriptions(sns, new QueueAdmin(sqs, settings), settings).keepers("arn"))
				.containsExactly("queue", "function", "stream");
		}
	}

	private static Subscription subscription(String protocol, String endpoint, String arn) {
		return Subscription.builder().protocol(protocol).endpoint(endpoint).subscriptionArn(arn).build();
	}

	/**
	 * Knows the subscriptions of a topic.
	 *
	 * @param subscriptions all of them
	 */
	private record Listed(List<Subscription> subscriptions) implements SnsClient {

		@Override
		public ListSubscriptionsByTopicResponse listSubscriptionsByTopic(ListSubscriptionsByTopicRequest request) {
			return ListSubscriptionsByTopicResponse.builder().subscriptions(this.subscriptions).build();
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
