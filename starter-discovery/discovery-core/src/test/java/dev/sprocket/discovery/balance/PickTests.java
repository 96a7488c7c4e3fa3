// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which of the endpoints is picked.
 */
class PickTests {

	private static final Duration USUAL = Duration.ofMillis(10);

	@Test
	void whenThereIsNoCandidateThenNothingIsPicked() {
		assertThat(new Bench(0).balancer.pick()).isNull();
	}

	@Test
	void whenThereIsOneCandidateThenItIsPicked() {
		assertThat(new Bench(1).picks(10)).containsOnlyKeys("a");
	}

	@Test
	void whenTwoEndpointsDifferThenEveryPickIsAChoice() {
		Bench bench = new Bench(2).advance(Bench.WARM);
		bench.answers(0, USUAL);
		bench.answers(1, USUAL.multipliedBy(2));
		assertThat(bench.picks(1000)).containsOnlyKeys("a");
	}

	@Test
	void whenOneEndpointIsTheSlowestThenItIsNeverPicked() {
		Bench bench = new Bench(3).advance(Bench.WARM);
		bench.answers(0, USUAL);
		bench.answers(1, USUAL);
		bench.answers(2, USUAL.multipliedBy(2));
		assertThat(bench.picks(1000)).containsOnlyKeys("a", "b");
	}

	@Test
	void whenOneEndpointHasMoreCallsInFlightThenTheOtherIsPicked() {
		Bench bench = new Bench(2).advance(Bench.WARM);
		bench.answers(0, USUAL);
		bench.answers(1, USUAL);
		Attempt attempt = bench.endpoint(0).begin();
		assertThat(bench.picks(100)).containsOnlyKeys("b");
		attempt.succeeded();
		bench.endpoint(1).begin();
		assertThat(bench.picks(100)).containsOnlyKeys("a");
	}

	@Test
	void whenTheFasterEndpointIsBusyThenTheSlowerOneIsPicked() {
		Bench bench = new Bench(2).advance(Bench.WARM);
		bench.answers(0, USUAL);
		bench.answers(1, USUAL.multipliedBy(2));
		bench.endpoint(0).begin();
		bench.endpoint(0).begin();
		assertThat(bench.picks(100)).containsOnlyKeys("b");
	}

	@Test
	void whenEndpointsAreAlikeThenEachGetsItsShare() {
		Bench bench = new Bench(4).advance(Bench.WARM);
		assertThat(bench.picks(4000).values()).hasSize(4).allMatch((count) -> count > 900 && count < 1100);
	}

	@Test
	void whenAnEndpointHasNotAnsweredYetThenItGetsOneCallAndNoFlood() {
		Bench bench = new Bench(2).advance(Bench.WARM);
		bench.answers(0, USUAL);
		assertThat(bench.picks(10)).containsOnlyKeys("b");
		bench.endpoint(1).begin();
		assertThat(bench.picks(1000)).containsOnlyKeys("a");
	}

	@Test
	void whenNoEndpointHasAnsweredYetThenCallsInFlightDecide() {
		Bench bench = new Bench(2);
		bench.endpoint(0).begin();
		bench.endpoint(0).begin();
		bench.endpoint(1).begin();
		assertThat(bench.picks(100)).containsOnlyKeys("b");
	}

	@Test
	void whenAnEndpointIsNewThenItsShareGrows() {
		Bench bench = new Bench(1).advance(Bench.WARM);
		bench.join();
		double atFirst = bench.picks(10_000).get("b") / 10_000.0;
		double halfway = bench.advance(Duration.ofSeconds(5)).picks(10_000).get("b") / 10_000.0;
		double late = bench.advance(Duration.ofSeconds(4)).picks(10_000).get("b") / 10_000.0;
		assertThat(List.of(atFirst, halfway, late)).isSorted();
		assertThat(atFirst).isBetween(0.03, 0.12);
		assertThat(halfway).isBetween(0.2, 0.6);
	}

	@Test
	void whenSlowStartIsZeroThenANewEndpointIsAtOnceLikeTheOthers() {
		BalancerSettings defaults = BalancerSettings.DEFAULTS;
		Bench bench = new Bench(2, new BalancerSettings(defaults.decay(), defaults.ejectionFailures(),
				defaults.baseEjection(), defaults.maxEjection(), Duration.ZERO));
		assertThat(bench.picks(1000).get("b")).isBetween(400, 600);
	}

	@Test
	void whenEndpointsStartTogetherThenCostDecides() {
		Bench bench = new Bench(2);
		bench.answers(0, USUAL);
		bench.answers(1, USUAL.multipliedBy(5));
		assertThat(bench.picks(1000)).containsOnlyKeys("a");
	}

	@Test
	void whenAnEndpointConnectsAgainThenItStartsSlowly() {
		Bench bench = new Bench(2).advance(Bench.WARM);
		bench.endpoint(1).restarted();
		assertThat(bench.picks(10_000).get("b")).isBetween(300, 1200);
	}

	@Test
	void whenASlowEndpointIsLeftAloneThenItIsTriedAgain() {
		Bench bench = new Bench(2).advance(Bench.WARM);
		bench.answers(1, Duration.ofSeconds(2));
		bench.answers(0, USUAL);
		assertThat(bench.picks(100)).containsOnlyKeys("a");
		for (int second = 0; second < 55; second++) {
			bench.advance(Duration.ofSeconds(1));
			bench.answers(0, USUAL);
		}
		assertThat(bench.picks(100)).containsOnlyKeys("b");
	}

}
