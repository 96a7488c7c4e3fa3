// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.sprocket.error.ErrorCode;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;

class PubSubExceptionTests {

	private static final String MESSAGE = "Topic orders: message not stored: [SQLITE_READONLY] /srv/data/orders.db";

	@ParameterizedTest
	@EnumSource(ErrorKind.class)
	void callersReadASentenceWithoutInternals(ErrorKind kind) {
		PubSubException failure = new PubSubException(kind, MESSAGE, new IllegalStateException("insert into"));
		assertThat(failure.detail()).matches("[A-Z][a-z :;]+\\.");
		assertThat(failure.getMessage()).isEqualTo(MESSAGE);
		assertThat(failure.reason()).isEqualTo("PUBSUB_" + kind.name());
	}

	@ParameterizedTest
	@CsvSource({ "UNAVAILABLE,UNAVAILABLE", "CLOSED,UNAVAILABLE", "FULL,UNAVAILABLE", "TIMEOUT,UNAVAILABLE",
			"TOO_LARGE,INVALID_ARGUMENT", "INVALID,INTERNAL", "UNSUPPORTED,INTERNAL", "NOT_FOUND,INTERNAL",
			"PERMISSION_DENIED,INTERNAL" })
	void whatCallersCannotMendIsNotTheirMistake(ErrorKind kind, ErrorCode code) {
		assertThat(new PubSubException(kind, MESSAGE, null).code()).isEqualTo(code);
	}

	@Test
	void whenItMayOrMayNotBeStoredThenCallersReadThat() {
		assertThat(new PubSubException(ErrorKind.TIMEOUT, MESSAGE, null).detail()).contains("may or may not be stored");
	}

}
