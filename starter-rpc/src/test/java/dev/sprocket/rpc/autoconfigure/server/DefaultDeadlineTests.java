// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.time.Duration;

import io.grpc.Metadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class DefaultDeadlineTests {

	private static final Metadata.Key<String> TIMEOUT = Metadata.Key.of("grpc-timeout",
			Metadata.ASCII_STRING_MARSHALLER);

	private final Metadata headers = new Metadata();

	@ParameterizedTest
	@CsvSource({ "PT30S,30000m", "PT0.05S,50m", "PT0.000001S,1m", "PT27H,97200000m", "PT28H,100800S",
			"P2000000D,99999999S" })
	void whenCallHasNoDeadlineThenItGetsOursInAtMostEightDigits(Duration deadline, String expected) {
		new DefaultDeadline(deadline, (method) -> true).apply("a/B", this.headers);
		assertThat(this.headers.get(TIMEOUT)).isEqualTo(expected);
	}

	@Test
	void whenCallHasADeadlineThenItIsKept() {
		this.headers.put(TIMEOUT, "5S");
		new DefaultDeadline(Duration.ofSeconds(1), (method) -> true).apply("a/B", this.headers);
		assertThat(this.headers.getAll(TIMEOUT)).containsExactly("5S");
	}

	@Test
	void whenDeadlineIsZeroOrMethodIsAStreamThenThereIsNone() {
		new DefaultDeadline(Duration.ZERO, (method) -> true).apply("a/B", this.headers);
		new DefaultDeadline(Duration.ofSeconds(1), (method) -> false).apply("a/B", this.headers);
		assertThat(this.headers.keys()).isEmpty();
	}

}
