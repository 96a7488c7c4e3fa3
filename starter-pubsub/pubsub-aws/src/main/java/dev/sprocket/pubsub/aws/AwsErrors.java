// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Sorts what goes wrong between here and AWS into the kinds of the engine.
 */
final class AwsErrors {

	private static final int MAX_CAUSES = 16;

	private static final Set<String> STALE = Set.of("ReceiptHandleIsInvalid", "MessageNotInflight",
			"AWS.SimpleQueueService.MessageNotInflight");

	private static final Set<String> FORBIDDEN = Set.of("AccessDenied", "AccessDeniedException", "AuthorizationError");

	private AwsErrors() {
	}

	/**
	 * Turn a failure into the exception of a backend.
	 * @param what what was tried, to begin its message
	 * @param failure the failure
	 * @return the exception
	 */
	static BackendException of(String what, Throwable failure) {
		if (failure instanceof BackendException known) {
			return known;
		}
		if (failure instanceof AwsServiceException refusal && refusal.awsErrorDetails() != null) {
			String code = String.valueOf(refusal.awsErrorDetails().errorCode());
			String text = String.valueOf(refusal.awsErrorDetails().errorMessage());
			return new BackendException(kind(code, text, refusal.statusCode()), what + ": " + code + ": " + text,
					failure);
		}
		return new BackendException(kind(failure), what + ": " + failure.getMessage(), failure);
	}

	static BackendException of(String what, @Nullable String code, @Nullable String message, boolean ourFault) {
		String name = String.valueOf(code);
		String text = String.valueOf(message);
		return new BackendException(kind(name, text, ourFault ? 400 : 500), what + ": " + name + ": " + text, null);
	}

	/**
	 * Return whether the answer to a settlement says that the message is no longer ours.
	 * @param code the code of the error
	 * @param message its text
	 * @return {@code true} if it came to somebody else, or was deleted
	 */
	static boolean isStale(@Nullable String code, @Nullable String message) {
		String text = String.valueOf(message).toLowerCase(Locale.ROOT);
		return STALE.contains(String.valueOf(code)) || text.contains("not available for visibility timeout change")
				|| text.contains("receipt handle has expired");
	}

	/**
	 * Return whether AWS knows who we are and does not let us do one thing, or not as
	 * often.
	 * @param failure the failure
	 * @return {@code true} if so: then AWS can be reached
	 */
	static boolean isReached(SdkException failure) {
		if (!(failure instanceof AwsServiceException refusal) || refusal.awsErrorDetails() == null) {
			return false;
		}
		String code = String.valueOf(refusal.awsErrorDetails().errorCode());
		return FORBIDDEN.contains(code) || refusal.statusCode() == 429 || isThrottled(code.toLowerCase(Locale.ROOT));
	}

	static boolean isMissing(BackendException failure) {
		return failure.kind() == ErrorKind.NOT_FOUND;
	}

	private static ErrorKind kind(String code, String text, int status) {
		String name = code.toLowerCase(Locale.ROOT);
		if (isThrottled(name) || name.contains("deletedrecently") || status == 429 || status >= 500) {
			return ErrorKind.UNAVAILABLE;
		}
		if (name.startsWith("kms")) {
			return isForbidden(name) ? ErrorKind.PERMISSION_DENIED : ErrorKind.UNAVAILABLE;
		}
		if (name.startsWith("notfound") || name.startsWith("nosuch") || name.contains("nonexistentqueue")
				|| name.contains("queuedoesnotexist")) {
			return ErrorKind.NOT_FOUND;
		}
		if (name.contains("nameexists") || text.contains("already exists")) {
			return ErrorKind.ALREADY_EXISTS;
		}
		if (name.contains("toolong") || text.contains("must be shorter than") || text.contains("too long")) {
			return ErrorKind.TOO_LARGE;
		}
		if (isForbidden(name) || status == 401 || status == 403) {
			return ErrorKind.PERMISSION_DENIED;
		}
		if (name.contains("unsupported")) {
			return ErrorKind.UNSUPPORTED;
		}
		return isAboutContent(name) ? ErrorKind.INVALID : ErrorKind.UNAVAILABLE;
	}

	private static boolean isThrottled(String name) {
		return name.contains("throttl") || name.contains("overlimit") || name.contains("toomanyrequests");
	}

	private static boolean isForbidden(String name) {
		return Stream.of("denied", "authoriz", "token", "signature", "unrecognizedclient", "optin", "security")
			.anyMatch(name::contains);
	}

	// Anything else, such as a request that took too long, may be taken later: what is
	// refused for good becomes a dead letter without its body.

	private static boolean isAboutContent(String name) {
		return !name.contains("state") && !name.contains("address")
				&& Stream.of("invalid", "malformed", "missing", "validation", "parameter", "batch")
					.anyMatch(name::contains);
	}

	private static ErrorKind kind(Throwable failure) {
		if (failure instanceof AbortedException || failure instanceof IllegalStateException) {
			return ErrorKind.CLOSED;
		}
		if (failure instanceof ApiCallTimeoutException || failure instanceof ApiCallAttemptTimeoutException) {
			return ErrorKind.TIMEOUT;
		}
		Throwable cause = failure;
		for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
			if (cause instanceof ConnectException || cause instanceof UnknownHostException
					|| cause instanceof NoRouteToHostException) {
				return ErrorKind.UNAVAILABLE;
			}
			if (cause instanceof IOException) {
				// broken off in the middle: it may have worked
				return ErrorKind.TIMEOUT;
			}
			cause = cause.getCause();
		}
		return ErrorKind.UNAVAILABLE;
	}

}
