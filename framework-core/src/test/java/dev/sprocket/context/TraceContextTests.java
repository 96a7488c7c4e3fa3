// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.context;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.MDC;

import static org.assertj.core.api.Assertions.assertThat;

class TraceContextTests {

	private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

	@Test
	void whenCallerTracesThenTheTraceGoesOnWithASpanOfOurs() {
		TraceContext caller = TraceContext.parse(PARENT, "vendor=1");
		assertThat(caller).isNotNull();
		TraceContext own = caller.child();
		assertThat(own.toHeader()).matches("00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01")
			.isNotEqualTo(PARENT)
			.doesNotEndWith("0000000000000000-01");
		assertThat(own.state()).isEqualTo("vendor=1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "00", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
			"00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
			"00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
			"00-00000000000000000000000000000000-00f067aa0ba902b7-01",
			"ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
			"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more" })
	void whenParentIsNotWellFormedThenThereIsNone(String parent) {
		assertThat(TraceContext.parse(parent, null)).isNull();
	}

	@Test
	void whenVersionIsLaterThenWhatIsKnownOfItIsTaken() {
		TraceContext caller = TraceContext.parse("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03-more", null);
		assertThat(caller).isNotNull();
		assertThat(caller.toHeader()).isEqualTo("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03");
	}

	@Test
	void whenTraceBeginsHereThenItIsWellFormedAndNotSampled() {
		TraceContext begun = TraceContext.begin();
		assertThat(begun.flags()).isEqualTo("00");
		assertThat(begun.state()).isNull();
		assertThat(TraceContext.parse(begun.toHeader(), null)).isEqualTo(begun);
		assertThat(TraceContext.begin().traceId()).isNotEqualTo(begun.traceId());
	}

	@Test
	void whenScopeEndsThenThreadAndLogAreAsBefore() {
		TraceContext outer = TraceContext.begin();
		TraceContext.Scope scope = outer.open();
		TraceContext.Scope innerScope = TraceContext.begin().open();
		assertThat(MDC.get("traceId")).isNotEqualTo(outer.traceId());
		innerScope.close();
		assertThat(TraceContext.current()).isEqualTo(outer);
		assertThat(MDC.get("traceId")).isEqualTo(outer.traceId());
		assertThat(MDC.get("spanId")).isEqualTo(outer.spanId());
		scope.close();
		assertThat(TraceContext.current()).isNull();
		assertThat(MDC.get("traceId")).isNull();
	}

}
