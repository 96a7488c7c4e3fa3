// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.core.TerminalFailureException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class PatienceTests {

	private final AtomicInteger calls = new AtomicInteger();

	@Test
	void whenAConditionHoldsLaterOnlyThenItDoesNotHold() {
		assertThatExceptionOfType(TerminalFailureException.class)
			.isThrownBy(() -> Patience.DEFAULT.holds("the second call", () -> this.calls.incrementAndGet() > 1))
			.withMessageContaining("the second call");
	}

	@Test
	void whenAConditionIsViolatedMeanwhileThenItDoesNotHold() {
		assertThatExceptionOfType(TerminalFailureException.class)
			.isThrownBy(() -> Patience.DEFAULT.holds("few calls", () -> this.calls.incrementAndGet() < 4));
		assertThat(this.calls).hasValue(4);
	}

	@Test
	void whenAConditionIsViolatedOnceWithinTheDurationThenItDoesNotHold() {
		assertThatExceptionOfType(TerminalFailureException.class)
			.isThrownBy(() -> Patience.DEFAULT.holds("all calls but one", Duration.ofSeconds(1),
					() -> this.calls.incrementAndGet() != 9))
			.withMessageContaining("all calls but one");
	}

	@Test
	void whenADurationIsGivenThenTheConditionIsLookedAtUntilItsEnd() {
		long start = System.nanoTime();
		Patience.DEFAULT.holds("nothing", Duration.ofMillis(300), () -> true);
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
	}

	@Test
	void whenAConditionHoldsThenItIsLookedAtAgainAndAgain() {
		Patience.DEFAULT.holds("nothing", () -> this.calls.incrementAndGet() > 0);
		assertThat(this.calls).hasValueGreaterThan(1);
	}

}
