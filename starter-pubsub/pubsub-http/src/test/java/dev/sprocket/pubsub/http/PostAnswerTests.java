// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;

class PostAnswerTests {

	private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-10-21T07:28:00Z"), ZoneOffset.UTC);

	@ParameterizedTest
	@CsvSource({ "400,INVALID,true", "409,INVALID,true", "413,TOO_LARGE,true", "415,INVALID,true", "422,INVALID,true",
			"431,TOO_LARGE,true", "401,PERMISSION_DENIED,false", "403,PERMISSION_DENIED,false", "404,NOT_FOUND,false",
			"410,NOT_FOUND,false", "408,TIMEOUT,false", "425,UNAVAILABLE,false", "429,UNAVAILABLE,false",
			"500,UNAVAILABLE,false", "503,UNAVAILABLE,false", "504,TIMEOUT,false", "302,UNAVAILABLE,false" })
	void statusSaysWhetherTheMessageIsAtFault(int status, ErrorKind kind, boolean rejected) {
		PostAnswer answer = new PostAnswer(status, null, false, false);
		assertThat(answer.isDone()).isFalse();
		assertThat(answer.kind()).isEqualTo(kind);
		assertThat(answer.isRejected()).isEqualTo(rejected);
	}

	@Test
	void everySuccessIsDone() {
		assertThat(new PostAnswer(200, null, false, false).isDone()).isTrue();
		assertThat(new PostAnswer(202, null, false, false).isDone()).isTrue();
	}

	@Test
	void pauseIsReadInSecondsMillisecondsAndAsADate() {
		assertThat(RetryAfter.seconds("120", CLOCK)).isEqualTo(Duration.ofMinutes(2));
		assertThat(RetryAfter.seconds("Wed, 21 Oct 2026 07:29:00 GMT", CLOCK)).isEqualTo(Duration.ofMinutes(1));
		assertThat(RetryAfter.seconds("Wed, 21 Oct 2026 07:27:00 GMT", CLOCK)).isEqualTo(Duration.ZERO);
		assertThat(RetryAfter.seconds("-3", CLOCK)).isEqualTo(Duration.ZERO);
		assertThat(RetryAfter.seconds("soon", CLOCK)).isNull();
		assertThat(RetryAfter.seconds(null, CLOCK)).isNull();
		assertThat(RetryAfter.millis("250")).isEqualTo(Duration.ofMillis(250));
		assertThat(RetryAfter.millis("soon")).isNull();
		assertThat(RetryAfter.millis(null)).isNull();
	}

}
