// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The benchmarks keep running; how fast is not judged here.
 */
class BenchmarksTests {

	@ParameterizedTest
	@ValueSource(strings = { "publish-sqlite", "receive-sqlite", "memory" })
	void contestReportsEachContestantAndWhereItRan(String name) throws Exception {
		assertThat(Benchmarks.report(name, Scale.SMALL)).contains("# " + name, "machine:", "date:", "JVM:")
			.contains("| sprocket, ", " by hand |");
	}

	@Test
	void backlogReportsWaitingMessages() throws Exception {
		assertThat(Benchmarks.report("backlog-heap", Scale.SMALL)).containsPattern("\\| [12],\\d{3} \\|");
	}

	@Test
	void payloadHasTheSizeThatIsQuoted() {
		assertThat(JsonMapper.shared().writeValueAsBytes(Order.of(7))).hasSize(256);
		assertThat(JsonMapper.shared().writeValueAsBytes(Order.of(999_999))).hasSize(256);
	}

	@Test
	void spreadIsTakenFromTheMiddle() {
		assertThat(Contest.Spread.of(List.of(4.0, 1.0, 2.0, 3.0)).median()).isEqualTo(2.5);
	}

}
