// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sns.model.ListTopicsRequest;
import software.amazon.awssdk.services.sns.model.ListTopicsResponse;
import software.amazon.awssdk.services.sns.model.SnsException;
import software.amazon.awssdk.services.sns.model.Topic;

import dev.sprocket.pubsub.aws.AwsSettings.FanOut;
import dev.sprocket.pubsub.aws.AwsSettings.Missing;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * How often topics are listed where none may be created, and what comes of it.
 */
class TopicArnsTests {

	private static final String ARN = "arn:aws:sns:eu-central-1:123456789012:";

	private final Account account = new Account();

	private final TopicArns arns = new TopicArns(this.account, Emulator.settings(false, FanOut.SNS, Missing.FAIL),
			new AwsNames(false));

	@Test
	void topicsThatOneListingNamedAreFoundWithoutAnother() {
		this.account.names.addAll(List.of("a", "b", "c"));
		assertThat(List.of("c", "a", "b", "c")).extracting(this.arns::of)
			.containsExactly(ARN + "c", ARN + "a", ARN + "b", ARN + "c");
		assertThat(this.account.pages).isEqualTo(3);
	}

	@Test
	void aTopicThatWasNotThereIsLookedForAgain() {
		assertMissing("a");
		this.account.names.add("a");
		assertThat(this.arns.of("a")).isEqualTo(ARN + "a");
	}

	@Test
	void aTopicThatIsToBeForgottenIsLookedForAgain() {
		this.account.names.add("a");
		assertThat(this.arns.of("a")).isEqualTo(ARN + "a");
		this.account.names.clear();
		this.arns.forget("a");
		assertMissing("a");
	}

	@Test
	void whoeverAsksTooOftenOrMayNotHasReachedSns() {
		for (String code : new String[] { "Throttling", "ThrottledException", "TooManyRequestsException",
				"AuthorizationError" }) {
			this.account.refusal = code;
			assertThatNoException().isThrownBy(this.arns::check);
		}
		this.account.refusal = "InternalError";
		assertThatExceptionOfType(BackendException.class).isThrownBy(this.arns::check)
			.withMessage("SNS: InternalError: on purpose");
	}

	private void assertMissing(String topic) {
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> this.arns.of(topic))
			.withMessage("Topic " + topic + ": SNS topic " + topic
					+ " does not exist; create it, or set sprocket.pubsub.aws.missing=create")
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.NOT_FOUND));
	}

	/**
	 * Lists topics, one on a page.
	 */
	private static final class Account implements SnsClient {

		private final List<String> names = new ArrayList<>();

		private @Nullable String refusal;

		private int pages;

		@Override
		public ListTopicsResponse listTopics(ListTopicsRequest request) {
			if (this.refusal != null) {
				throw SnsException.builder()
					.statusCode(400)
					.awsErrorDetails(
							AwsErrorDetails.builder().errorCode(this.refusal).errorMessage("on purpose").build())
					.build();
			}
			this.pages++;
			int index = (request.nextToken() != null) ? Integer.parseInt(request.nextToken()) : 0;
			if (this.names.isEmpty()) {
				return ListTopicsResponse.builder().topics(List.<Topic>of()).build();
			}
			int next = index + 1;
			return ListTopicsResponse.builder()
				.topics(Topic.builder().topicArn(ARN + this.names.get(index)).build())
				.nextToken((next < this.names.size()) ? String.valueOf(next) : null)
				.build();
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
