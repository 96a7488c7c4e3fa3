// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How endpoints leave the service and return to it.
 */
class EjectionTests {

	private static final Duration WELL_AFTER_THE_FIRST = Duration.ofSeconds(11);

	private final Bench bench = new Bench(3).advance(Bench.WARM);

	@Test
	void whenFiveCallsInARowFailThenTheEndpointIsEjected() {
		this.bench.fails(0, 4);
		assertThat(this.bench.snapshot(0).ejectedFor()).isNull();
		this.bench.fails(0, 1);
		assertThat(this.bench.snapshot(0).ejectedFor()).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(11));
		assertThat(this.bench.snapshot(0).ejectedBecause()).isEqualTo("5 failures in a row, the last: UNAVAILABLE");
		assertThat(this.bench.picks(1000)).containsOnlyKeys("b", "c");
	}

	@Test
	void whenACallSucceedsBetweenFailuresThenTheRowBeginsAnew() {
		this.bench.fails(0, 4);
		this.bench.answers(0, Duration.ofMillis(10));
		this.bench.fails(0, 4);
		assertThat(this.bench.snapshot(0).ejectedFor()).isNull();
	}

	@Test
	void whenCallsAreAbandonedThenNoEndpointIsEjected() {
		this.bench.fails(0, 4);
		this.bench.endpoint(0).begin().abandoned();
		assertThat(this.bench.snapshot(0).ejectedFor()).isNull();
	}

	@Test
	void whenTheEjectionIsOverThenOneCallProbes() {
		this.bench.fails(0, 5);
		this.bench.advance(WELL_AFTER_THE_FIRST);
		assertThat(this.bench.picks(1)).containsOnlyKeys("a");
		assertThat(this.bench.picks(1000)).containsOnlyKeys("b", "c");
	}

	@Test
	void whenTheProbeSucceedsThenTheEndpointReturnsSlowlyAndWithoutAPast() {
		this.bench.fails(0, 5);
		this.bench.advance(WELL_AFTER_THE_FIRST).picks(1);
		this.bench.answers(0, Duration.ofMillis(10));
		assertThat(this.bench.snapshot(0).ejectedFor()).isNull();
		assertThat(this.bench.snapshot(0).latency()).isEqualTo(Duration.ofMillis(10));
		this.bench.answers(1, Duration.ofMillis(10));
		this.bench.answers(2, Duration.ofMillis(10));
		assertThat(this.bench.picks(10_000).get("a")).isBetween(200, 1000);
	}

	@Test
	void whenTheProbeFailsThenTheNextEjectionIsLonger() {
		this.bench.fails(0, 5);
		this.bench.advance(WELL_AFTER_THE_FIRST).picks(1);
		this.bench.fails(0, 1);
		assertThat(this.bench.snapshot(0).ejections()).isEqualTo(2);
		assertThat(this.bench.snapshot(0).ejectedBecause()).isEqualTo("its probe failed: UNAVAILABLE");
		assertThat(this.bench.snapshot(0).ejectedFor()).isBetween(Duration.ofSeconds(18), Duration.ofSeconds(22));
	}

	@Test
	void whenProbesGoOnFailingThenAnEjectionLastsFiveMinutesAtMost() {
		this.bench.fails(0, 5);
		for (int probe = 0; probe < 100; probe++) {
			this.bench.advance(Duration.ofSeconds(331)).picks(1);
			this.bench.fails(0, 1);
		}
		assertThat(this.bench.snapshot(0).ejections()).isEqualTo(101);
		assertThat(this.bench.snapshot(0).ejectedFor()).isBetween(Duration.ofSeconds(270), Duration.ofSeconds(330));
	}

	@Test
	void whenEndpointsAreEjectedTogetherThenTheyAreProbedAtDifferentTimes() {
		Bench many = new Bench(20);
		for (int endpoint = 0; endpoint < 10; endpoint++) {
			many.fails(endpoint, 5);
		}
		assertThat(many.balancer.snapshot().stream().limit(10).map(EndpointSnapshot::ejectedFor))
			.doesNotHaveDuplicates();
	}

	@Test
	void whenTheProbeHasNotEndedThenAnotherOneIsSent() {
		this.bench.fails(0, 5);
		this.bench.advance(WELL_AFTER_THE_FIRST).picks(1);
		Attempt slow = this.bench.endpoint(0).begin();
		this.bench.advance(Duration.ofSeconds(10));
		assertThat(this.bench.picks(1)).containsOnlyKeys("a");
		this.bench.endpoint(0).begin();
		slow.succeeded();
		assertThat(this.bench.snapshot(0).ejectedFor()).isNull();
	}

	@Test
	void whenCallsOfBeforeAnEjectionFailLaterThenTheyDoNotCount() {
		List<Attempt> before = Stream.generate(() -> this.bench.endpoint(0).begin()).limit(20).toList();
		before.forEach((attempt) -> attempt.failed("UNAVAILABLE"));
		assertThat(this.bench.snapshot(0).ejections()).isEqualTo(1);
	}

	@Test
	void whenAnEndpointFailsAgainSoonThenTheRowGoesOn() {
		returned();
		this.bench.advance(Duration.ofSeconds(9));
		this.bench.fails(0, 5);
		assertThat(this.bench.snapshot(0).ejections()).isEqualTo(2);
	}

	@Test
	void whenAnEndpointStaysWellThenTheRowIsOver() {
		returned();
		this.bench.advance(WELL_AFTER_THE_FIRST);
		assertThat(this.bench.snapshot(0).ejections()).isZero();
		this.bench.fails(0, 5);
		assertThat(this.bench.snapshot(0).ejections()).isEqualTo(1);
	}

	private void returned() {
		this.bench.fails(0, 5);
		this.bench.advance(WELL_AFTER_THE_FIRST).picks(1);
		this.bench.answers(0, Duration.ofMillis(10));
	}

	@Test
	void whenHalfIsEjectedThenTheOtherHalfServes() {
		Bench four = new Bench(4);
		four.fails(0, 5);
		four.fails(1, 5);
		assertThat(four.picks(1000)).containsOnlyKeys("c", "d");
	}

	@Test
	void whenMoreThanHalfIsEjectedThenEjectionsAreIgnored() {
		Bench panicking = new Bench(2, new BalancerSettings(Duration.ofSeconds(10), 1, Duration.ofSeconds(10),
				Duration.ofMinutes(5), Duration.ZERO));
		panicking.fails(0, 1);
		panicking.fails(1, 1);
		assertThat(panicking.picks(1000)).containsOnlyKeys("a", "b");
	}

	@Test
	void whenTheOnlyEndpointIsEjectedThenItServesOn() {
		Bench alone = new Bench(1);
		alone.fails(0, 5);
		assertThat(alone.picks(10)).containsOnlyKeys("a");
	}

	@Test
	void whenACallSucceedsInPanicThenItsEndpointReturns() {
		this.bench.fails(0, 5);
		this.bench.fails(1, 5);
		this.bench.answers(0, Duration.ofMillis(10));
		assertThat(this.bench.snapshot(0).ejectedFor()).isNull();
		assertThat(this.bench.snapshot(1).ejectedFor()).isNotNull();
		this.bench.answers(2, Duration.ofMillis(20));
		assertThat(this.bench.picks(1000)).containsOnlyKeys("a", "c");
	}

	@Test
	void whenAnEjectedEndpointLeavesAndComesBackThenItIsStillEjected() {
		this.bench.fails(0, 5);
		List<Endpoint<String>> all = List.of(this.bench.endpoint(0), this.bench.endpoint(1), this.bench.endpoint(2));
		this.bench.balancer.candidates(all.subList(1, 3));
		this.bench.balancer.candidates(all);
		assertThat(this.bench.picks(1000)).containsOnlyKeys("b", "c");
	}

	@Test
	void whenAConnectionIsRefusedThenTheEndpointIsEjectedAtOnceUntilItsProbe() {
		this.bench.refuses(0);
		assertThat(this.bench.snapshot(0).ejectedBecause()).isEqualTo("Connection refused");
		assertThat(this.bench.picks(1000)).containsOnlyKeys("b", "c");
		this.bench.advance(WELL_AFTER_THE_FIRST);
		assertThat(this.bench.picks(1)).containsOnlyKeys("a");
		this.bench.refuses(0);
		assertThat(this.bench.snapshot(0).ejectedBecause()).isEqualTo("its probe failed: Connection refused");
		assertThat(this.bench.snapshot(0).ejections()).isEqualTo(2);
	}

	@Test
	void whenMoreThanHalfRefuseConnectionsThenTheRestServes() {
		this.bench.refuses(0);
		this.bench.refuses(1);
		assertThat(this.bench.picks(1000)).containsOnlyKeys("c");
		this.bench.fails(2, 5);
		assertThat(this.bench.picks(1000)).containsOnlyKeys("c");
	}

	@Test
	void whenAllRefuseConnectionsThenAllAreTriedInTurnAndOneThatAnswersReturns() {
		for (int endpoint = 0; endpoint < 3; endpoint++) {
			this.bench.advance(Duration.ofMillis(1));
			this.bench.refuses(endpoint);
		}
		for (String next : List.of("a", "b", "c", "a")) {
			this.bench.advance(Duration.ofMillis(1));
			assertThat(this.bench.picks(10)).containsOnlyKeys(next);
			this.bench.refuses(next.charAt(0) - 'a');
		}
		this.bench.answers(1, Duration.ofMillis(10));
		assertThat(this.bench.picks(1000)).containsOnlyKeys("b");
	}

	@Test
	void whenAConnectionIsRefusedInPanicThenTheRestDecides() {
		this.bench.fails(0, 5);
		this.bench.fails(1, 5);
		assertThat(this.bench.picks(1000)).containsOnlyKeys("a", "b", "c");
		this.bench.refuses(0);
		assertThat(this.bench.picks(1000)).containsOnlyKeys("c");
	}

}
