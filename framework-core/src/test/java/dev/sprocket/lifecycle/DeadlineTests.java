// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlineTests {

	@Test
	void deadlineWithoutTimeIsOver() {
		assertThat(Deadline.after(Duration.ZERO).isOver()).isTrue();
		assertThat(Deadline.after(Duration.ofSeconds(-1)).remaining()).isZero();
	}

	@Test
	void remainingNeverExceedsTheBudget() {
		Deadline deadline = Deadline.after(Duration.ofMinutes(1));
		assertThat(deadline.isOver()).isFalse();
		assertThat(deadline.remaining()).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(1));
	}

	@Test
	void aBudgetWithoutEndIsNotOver() {
		assertThat(Deadline.after(ChronoUnit.FOREVER.getDuration()).remaining()).isGreaterThan(Duration.ofDays(50_000));
		assertThat(Deadline.after(ChronoUnit.FOREVER.getDuration().negated()).isOver()).isTrue();
	}

	@Test
	void atMostKeepsTheEarlierOne() {
		Deadline deadline = Deadline.after(Duration.ofMinutes(1));
		assertThat(deadline.atMost(Duration.ofMinutes(2))).isSameAs(deadline);
		assertThat(deadline.atMost(Duration.ofSeconds(1)).remaining()).isLessThanOrEqualTo(Duration.ofSeconds(1));
	}

}
