// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.balancing;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PictureTests {

	@Test
	void pictureHasALineForEachPolicy() {
		Outcome outcome = new Outcome("p2c_ewma", 2);
		outcome.add(0, 1_000_000, true);
		outcome.add(1, 2_000_000_000, true);
		assertThat(outcome.withinASecond()).isEqualTo(0.5);
		assertThat(new Picture().panel("slow", List.of(outcome)).svg()).contains("p2c_ewma 50.00 %",
				"points=\"60.0,40.0 820.0,190.0\"");
	}

}
