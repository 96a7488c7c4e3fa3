// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sns.model.SnsException;
import software.amazon.awssdk.services.sqs.model.SqsException;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;

class AwsErrorsTests {

	@ParameterizedTest
	@CsvSource({ "AWS.SimpleQueueService.NonExistentQueue, 400, NOT_FOUND", "QueueDoesNotExist, 400, NOT_FOUND",
			"NotFound, 404, NOT_FOUND", "NotFoundException, 404, NOT_FOUND", "NoSuchBucket, 404, NOT_FOUND",
			"QueueNameExists, 400, ALREADY_EXISTS", "AccessDenied, 403, PERMISSION_DENIED",
			"AuthorizationError, 403, PERMISSION_DENIED", "ExpiredToken, 400, PERMISSION_DENIED",
			"InvalidClientTokenId, 403, PERMISSION_DENIED", "SignatureDoesNotMatch, 403, PERMISSION_DENIED",
			"Throttling, 400, UNAVAILABLE", "RequestThrottled, 403, UNAVAILABLE", "OverLimit, 403, UNAVAILABLE",
			"InternalError, 500, UNAVAILABLE", "AWS.SimpleQueueService.QueueDeletedRecently, 400, UNAVAILABLE",
			"BatchRequestTooLong, 400, TOO_LARGE", "RequestExpired, 400, UNAVAILABLE",
			"ConcurrentAccess, 400, UNAVAILABLE", "InvalidState, 400, UNAVAILABLE", "InvalidAddress, 404, UNAVAILABLE",
			"null, 400, UNAVAILABLE", "NotAuthorized, 400, PERMISSION_DENIED",
			"InvalidSecurity, 400, PERMISSION_DENIED", "UnsupportedOperation, 400, UNSUPPORTED",
			"InvalidParameterValue, 400, INVALID", "InvalidParameter, 400, INVALID",
			"ParameterValueInvalid, 400, INVALID", "InvalidMessageContents, 400, INVALID",
			"MissingParameter, 400, INVALID", "MalformedQueryString, 400, INVALID", "ValidationError, 400, INVALID",
			"BatchEntryIdsNotDistinct, 400, INVALID" })
	void whenAwsSaysNoThenTheKindTellsWhatToDo(String code, int status, ErrorKind kind) {
		SqsException refusal = (SqsException) SqsException.builder()
			.statusCode(status)
			.awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage("the reason").build())
			.build();
		BackendException failure = AwsErrors.of("Topic t", refusal);
		assertThat(failure.kind()).isEqualTo(kind);
		assertThat(failure).hasMessage("Topic t: " + code + ": the reason").hasCause(refusal);
	}

	@ParameterizedTest
	@CsvSource({ "KMSDisabled, UNAVAILABLE", "KMSInvalidState, UNAVAILABLE", "KMSNotFound, UNAVAILABLE",
			"KMSThrottling, UNAVAILABLE", "KMSAccessDenied, PERMISSION_DENIED", "KMSOptInRequired, PERMISSION_DENIED",
			"KmsInvalidKeyUsage, UNAVAILABLE", "KMS.DisabledException, UNAVAILABLE",
			"KMS.AccessDeniedException, PERMISSION_DENIED" })
	void whenTheKeyOfATopicOrQueueCannotBeUsedThenItIsNotTheMessageThatIsRefused(String code, ErrorKind kind) {
		for (int status : new int[] { 400, 403 }) {
			SnsException refusal = (SnsException) SnsException.builder()
				.statusCode(status)
				.awsErrorDetails(AwsErrorDetails.builder().errorCode(code).errorMessage("the key").build())
				.build();
			assertThat(AwsErrors.of("Topic t", refusal).kind()).isEqualTo(kind);
		}
		assertThat(AwsErrors.of("Topic t", code, "the key", true)).hasMessage("Topic t: " + code + ": the key")
			.extracting(BackendException::kind)
			.isEqualTo(kind);
	}

	@Test
	void whenAwsCannotBeReachedThenItIsUnavailable() {
		assertThat(kind(new ConnectException("refused"))).isEqualTo(ErrorKind.UNAVAILABLE);
		assertThat(kind(new UnknownHostException("sqs"))).isEqualTo(ErrorKind.UNAVAILABLE);
	}

	@Test
	void whenTheConnectionBreaksInTheMiddleThenItMayHaveWorked() {
		assertThat(kind(new SocketTimeoutException("Read timed out"))).isEqualTo(ErrorKind.TIMEOUT);
		assertThat(AwsErrors.of("t", ApiCallTimeoutException.create(30)).kind()).isEqualTo(ErrorKind.TIMEOUT);
	}

	@Test
	void whenTheClientIsClosedThenItSaysSo() {
		assertThat(AwsErrors.of("t", AbortedException.create("aborted")).kind()).isEqualTo(ErrorKind.CLOSED);
		assertThat(AwsErrors.of("t", new IllegalStateException("Connection pool shut down")).kind())
			.isEqualTo(ErrorKind.CLOSED);
	}

	@Test
	void whenAReceiptIsOldThenItIsStale() {
		assertThat(AwsErrors.isStale("ReceiptHandleIsInvalid", null)).isTrue();
		assertThat(AwsErrors.isStale("InvalidParameterValue",
				"Value x for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available "
						+ "for visibility timeout change."))
			.isTrue();
		assertThat(AwsErrors.isStale("InvalidParameterValue", "The receipt handle has expired")).isTrue();
		assertThat(AwsErrors.isStale("InternalError", null)).isFalse();
	}

	private static ErrorKind kind(Exception cause) {
		return AwsErrors.of("t", SdkClientException.create("Unable to execute HTTP request", cause)).kind();
	}

}
