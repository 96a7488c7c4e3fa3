// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;

class KafkaErrorsTests {

	static Stream<Arguments> kinds() {
		return Stream.of(Arguments.of(new BufferExhaustedException("full"), ErrorKind.TIMEOUT),
				Arguments.of(new TimeoutException("late"), ErrorKind.TIMEOUT),
				Arguments.of(new TopicAuthorizationException("no"), ErrorKind.PERMISSION_DENIED),
				Arguments.of(new SaslAuthenticationException("no"), ErrorKind.PERMISSION_DENIED),
				Arguments.of(new UnknownTopicOrPartitionException("gone"), ErrorKind.NOT_FOUND),
				Arguments.of(new GroupIdNotFoundException("gone"), ErrorKind.NOT_FOUND),
				Arguments.of(new TopicExistsException("there"), ErrorKind.ALREADY_EXISTS),
				Arguments.of(new RecordTooLargeException("large"), ErrorKind.TOO_LARGE),
				Arguments.of(new OffsetMetadataTooLarge("large"), ErrorKind.TOO_LARGE),
				Arguments.of(new InvalidTopicException("name"), ErrorKind.INVALID),
				Arguments.of(new InvalidRecordException("no key"), ErrorKind.INVALID),
				Arguments.of(new SerializationException("type"), ErrorKind.INVALID),
				Arguments.of(new PolicyViolationException("policy"), ErrorKind.PERMISSION_DENIED),
				Arguments.of(new InvalidReplicationFactorException("fenced"), ErrorKind.UNAVAILABLE),
				Arguments.of(new InvalidConfigurationException("broker"), ErrorKind.UNAVAILABLE),
				Arguments.of(new CorruptRecordException("bits"), ErrorKind.CORRUPT),
				Arguments.of(new UnsupportedVersionException("old"), ErrorKind.UNSUPPORTED),
				Arguments.of(new IllegalStateException("closed"), ErrorKind.CLOSED),
				Arguments.of(new DisconnectException("away"), ErrorKind.UNAVAILABLE),
				Arguments.of(new NotEnoughReplicasException("away"), ErrorKind.UNAVAILABLE),
				Arguments.of(new RebalanceInProgressException("wait"), ErrorKind.UNAVAILABLE));
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void eachExceptionOfTheClientHasAKind(Exception thrown, ErrorKind kind) {
		assertThat(KafkaErrors.kindOf(thrown)).isEqualTo(kind);
	}

	@Test
	void whatWasTriedAndWhatHappenedAreSaid() {
		Exception cause = new InvalidTopicException("Topic name is invalid: ?");
		BackendException translated = KafkaErrors.translate("Publishing to topic '?'",
				new ExecutionException(new CompletionException(cause)));
		assertThat(translated).hasMessage("Publishing to topic '?' failed: Topic name is invalid: ?").hasCause(cause);
	}

	@Test
	void whenAClientCannotBeMadeThenItIsSaidWhy() {
		Exception reason = new NoSuchFileException("/etc/keys.p12");
		Exception store = new KafkaException("Failed to load SSL keystore of type PKCS12", reason);
		assertThat(KafkaErrors.translate("Looking up topic 'orders'",
				new KafkaException("Failed to create new KafkaAdminClient", store)))
			.hasMessage("Looking up topic 'orders' failed: Failed to create new KafkaAdminClient: "
					+ "Failed to load SSL keystore of type PKCS12: /etc/keys.p12");
		assertThat(KafkaErrors.translate("Publishing", new KafkaException(store)))
			.hasMessage("Publishing failed: " + store + ": /etc/keys.p12");
	}

	@Test
	void whenItIsTranslatedAlreadyThenItStaysAsItIs() {
		BackendException known = new BackendException(ErrorKind.CLOSED, "closed", null);
		assertThat(KafkaErrors.translate("Anything", new CompletionException(known))).isSameAs(known);
	}

}
