// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CapabilityMatrixTests {

	@Test
	void eachBackendIsAColumnAndItemsAreInTheOrderOfTheChecklist() {
		CapabilityMatrix.Run memory = new CapabilityMatrix.Run("memory", Map.of("LEASE", "native", "BROWSE", "none"),
				Map.of("A10", "passed", "A2", "passed", "B1", "failed"));
		CapabilityMatrix.Run kafka = new CapabilityMatrix.Run("kafka", Map.of("LEASE", "none"),
				Map.of("A2", "not applicable"));
		assertThat(CapabilityMatrix.render(List.of(memory, kafka))).isEqualTo("""
				| capability | memory | kafka |
				| --- | --- | --- |
				| BROWSE | none |  |
				| LEASE | native | none |

				| item | memory | kafka |
				| --- | --- | --- |
				| A2 | passed | not applicable |
				| A10 | passed |  |
				| B1 | failed |  |
				""");
	}

	@Test
	void anItemIsAsGoodAsItsWorstTest() {
		ConformanceReport.Results results = new ConformanceReport.Results("any");
		List.of("passed", "failed", "passed").forEach((outcome) -> results.add("A1", outcome));
		List.of("native", "passed").forEach((outcome) -> results.add("A12", outcome));
		List.of("passed", "not applicable").forEach((outcome) -> results.add("H1", outcome));
		List.of("passed", "not applicable", "native").forEach((outcome) -> results.add("C1", outcome));
		results.add("A5", "not applicable");
		assertThat(results.items()).isEqualTo(
				Map.of("A1", "failed", "A12", "native", "H1", "refused", "C1", "native", "A5", "not applicable"));
	}

}
