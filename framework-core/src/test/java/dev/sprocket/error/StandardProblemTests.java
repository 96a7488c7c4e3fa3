// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.error;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class StandardProblemTests {

	@ParameterizedTest
	@EnumSource
	void whenCodeIsKnownThenItHasASentence(ErrorCode code) {
		assertThat(StandardProblem.detail(code)).endsWith(".");
	}

	@ParameterizedTest
	@EnumSource(names = { "UNKNOWN", "INTERNAL", "DATA_LOSS" })
	void whenCodeSaysNothingToACallerThenNeitherDoesTheSentence(ErrorCode code) {
		assertThat(StandardProblem.detail(code)).isEqualTo(StandardProblem.UNEXPECTED);
	}

	@ParameterizedTest
	@CsvSource({ "404,Not Found,Not Found", "499,,Client Closed Request", "599,,Status 599" })
	void whenStatusHasNoReasonPhraseThenTitleIsMade(int status, String reasonPhrase, String title) {
		assertThat(StandardProblem.title(status, reasonPhrase)).isEqualTo(title);
	}

	@Test
	void whenMembersAreWrittenThenTheirOrderIsTheSameEverywhere() {
		assertThat(StandardProblem.members("Not Found", 404, "Nothing is here.", "/a", "NOT_FOUND", "id-1").keySet())
			.containsExactly("type", "title", "status", "detail", "instance", "code", "requestId");
		assertThat(StandardProblem.members("Not Found", 404, "Nothing is here.", "/a", "NOT_FOUND", null))
			.doesNotContainKey("requestId");
	}

}
