// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.diagnostics.FailureAnalysis;

import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

import static org.assertj.core.api.Assertions.assertThat;

class PubSubFailureAnalyzerTests {

	@ParameterizedTest
	@EnumSource
	void everyFailureOfABackendIsExplained(ErrorKind kind) {
		assertExplained(new BackendException(kind, "broker-1 says no", null), "broker-1 says no");
	}

	@ParameterizedTest
	@EnumSource
	void everyFailureOfTheEngineIsExplained(ErrorKind kind) {
		assertExplained(new PubSubException(kind, "Topic t: not stored", new BackendException(kind, "no", null)),
				"Topic t: not stored");
	}

	private static void assertExplained(Throwable failure, String description) {
		FailureAnalysis analysis = analyze(failure);
		assertThat(analysis.getDescription()).isEqualTo(description);
		assertThat(analysis.getAction()).endsWith(".");
	}

	@Test
	void whatIsWrongWithTheSetUpIsSaidInItsOwnWords() {
		SetupException setup = new SetupException(ErrorKind.NOT_FOUND, "There are no tables", "Run the script.", null);
		assertThat(setup).hasMessage("There are no tables. Run the script.");
		FailureAnalysis analysis = analyze(new PubSubException(setup.kind(), "Topic t: " + setup.getMessage(), setup));
		assertThat(analysis.getDescription()).isEqualTo("There are no tables.");
		assertThat(analysis.getAction()).isEqualTo("Run the script.");
	}

	@Test
	void otherFailuresAreLeftToOthers() {
		assertThat(new PubSubFailureAnalyzer().analyze(new IllegalStateException("of somebody else"))).isNull();
	}

	private static FailureAnalysis analyze(Throwable failure) {
		FailureAnalysis analysis = new PubSubFailureAnalyzer().analyze(new BeanCreationException("not made", failure));
		return Objects.requireNonNull(analysis, "nobody explains " + failure);
	}

}
