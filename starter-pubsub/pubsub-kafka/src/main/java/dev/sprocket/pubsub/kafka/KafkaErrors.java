// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidGroupIdException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Says in the words of the SPI what the Kafka clients throw.
 */
final class KafkaErrors {

	private KafkaErrors() {
	}

	/**
	 * Translate an exception.
	 * @param what what was tried, such as {@code "Publishing to topic 'orders'"}
	 * @param thrown what the client threw
	 * @return the exception to throw or to report
	 */
	static BackendException translate(String what, Throwable thrown) {
		Throwable cause = unwrap(thrown);
		if (cause instanceof BackendException known) {
			return known;
		}
		return new BackendException(kindOf(cause), what + " failed: " + reason(cause), cause);
	}

	// "Failed to create new KafkaAdminClient" says only its cause why.

	private static String reason(Throwable thrown) {
		String text = String.valueOf(thrown.getMessage());
		Throwable cause = thrown.getCause();
		for (Throwable last = thrown; last.getClass() == KafkaException.class
				&& cause != null; cause = cause.getCause()) {
			String why = String.valueOf(cause.getMessage());
			text = text.contains(why) ? text : text + ": " + why;
			last = cause;
		}
		return text;
	}

	static Throwable unwrap(Throwable thrown) {
		boolean wrapped = thrown instanceof ExecutionException || thrown instanceof CompletionException;
		Throwable cause = thrown.getCause();
		return (wrapped && cause != null) ? unwrap(cause) : thrown;
	}

	static boolean isInterrupt(BackendException translated) {
		return translated.getCause() instanceof InterruptedException
				|| translated.getCause() instanceof InterruptException;
	}

	static ErrorKind kindOf(Throwable thrown) {
		if (thrown instanceof TimeoutException) {
			return ErrorKind.TIMEOUT;
		}
		if (isRefusal(thrown)) {
			return ErrorKind.PERMISSION_DENIED;
		}
		if (thrown instanceof UnknownTopicOrPartitionException || thrown instanceof GroupIdNotFoundException) {
			return ErrorKind.NOT_FOUND;
		}
		if (thrown instanceof TopicExistsException) {
			return ErrorKind.ALREADY_EXISTS;
		}
		if (isTooLarge(thrown)) {
			return ErrorKind.TOO_LARGE;
		}
		if (thrown instanceof UnsupportedVersionException) {
			return ErrorKind.UNSUPPORTED;
		}
		if (isInvalid(thrown)) {
			return ErrorKind.INVALID;
		}
		if (thrown instanceof CorruptRecordException) {
			return ErrorKind.CORRUPT;
		}
		if (thrown instanceof InterruptException || thrown instanceof IllegalStateException) {
			return ErrorKind.CLOSED;
		}
		return ErrorKind.UNAVAILABLE;
	}

	private static boolean isRefusal(Throwable thrown) {
		return thrown instanceof AuthorizationException || thrown instanceof AuthenticationException
				|| thrown instanceof PolicyViolationException;
	}

	private static boolean isTooLarge(Throwable thrown) {
		return thrown instanceof RecordTooLargeException || thrown instanceof RecordBatchTooLargeException
				|| thrown instanceof OffsetMetadataTooLarge;
	}

	// Only what is wrong with a message or a name: a letter that is INVALID is stored
	// without its body. That too few brokers run for a topic to be created may pass, and
	// what their policy or configuration does not allow an operator changes.

	private static boolean isInvalid(Throwable thrown) {
		return thrown instanceof InvalidRecordException || thrown instanceof SerializationException
				|| thrown instanceof InvalidTopicException || thrown instanceof InvalidGroupIdException
				|| thrown instanceof InvalidRequestException || thrown instanceof InvalidPartitionsException;
	}

}
