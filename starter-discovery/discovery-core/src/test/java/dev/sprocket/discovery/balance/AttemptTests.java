// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is learned from calls.
 */
class AttemptTests {

	@Test
	void whenACallBeginsThenItCountsAsInFlightUntilItsEnd() {
		Bench bench = new Bench(1);
		Attempt attempt = bench.endpoint(0).begin();
		assertThat(bench.snapshot(0).inFlight()).isEqualTo(1);
		attempt.succeeded();
		assertThat(bench.snapshot(0).inFlight()).isZero();
		assertThat(bench.snapshot(0).picks()).isEqualTo(1);
	}

	@Test
	void whenACallEndsTwiceThenTheFirstEndCounts() {
		Bench bench = new Bench(1);
		Attempt attempt = bench.endpoint(0).begin();
		attempt.withdrawn();
		attempt.failed("UNAVAILABLE");
		assertThat(bench.snapshot(0).inFlight()).isZero();
		assertThat(bench.snapshot(0).latency()).isNull();
	}

	@Test
	void whenACallIsAnsweredThenThatIsItsLatencyThoughItGoesOn() {
		Bench bench = new Bench(1);
		Attempt attempt = bench.endpoint(0).begin();
		bench.advance(Duration.ofMillis(20));
		attempt.answered();
		assertThat(bench.snapshot(0).latency()).isEqualTo(Duration.ofMillis(20));
		assertThat(bench.snapshot(0).inFlight()).isEqualTo(1);
		bench.advance(Duration.ofSeconds(1));
		attempt.answered();
		attempt.succeeded();
		assertThat(bench.snapshot(0).latency()).isLessThan(Duration.ofMillis(20));
	}

	@Test
	void whenTheCallerGoesOnAskingThenTheLatencyCountsFromItsLastQuestion() {
		Bench bench = new Bench(1);
		Attempt attempt = bench.endpoint(0).begin();
		bench.advance(Duration.ofMinutes(1));
		attempt.asked();
		bench.advance(Duration.ofMillis(20));
		attempt.succeeded();
		assertThat(bench.snapshot(0).latency()).isEqualTo(Duration.ofMillis(20));
	}

	@Test
	void whenTheCallerGivesUpThenTheEndpointIsAtLeastThatSlow() {
		Bench bench = new Bench(1);
		bench.answers(0, Duration.ofMillis(100));
		Attempt soon = bench.endpoint(0).begin();
		soon.abandoned();
		assertThat(bench.snapshot(0).latency()).isEqualTo(Duration.ofMillis(100));
		Attempt late = bench.endpoint(0).begin();
		bench.advance(Duration.ofSeconds(3));
		late.abandoned();
		assertThat(bench.snapshot(0).latency()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void whenTheCallerGivesUpSoonThenAnEndpointThatNeverAnsweredDoesNotLookFast() {
		Bench bench = new Bench(1);
		bench.endpoint(0).begin().abandoned();
		assertThat(bench.snapshot(0).latency()).isNull();
	}

	@Test
	void whenTheCallerWithdrawsThenNothingIsLearned() {
		Bench bench = new Bench(1);
		Attempt attempt = bench.endpoint(0).begin();
		bench.advance(Duration.ofSeconds(3));
		attempt.withdrawn();
		assertThat(bench.snapshot(0).latency()).isNull();
	}

	@Test
	void whenAnEndpointThatNeverAnsweredFailsThenItCountsAsASecond() {
		Bench bench = new Bench(1);
		bench.endpoint(0).begin().failed("UNAVAILABLE");
		assertThat(bench.snapshot(0).latency()).isEqualTo(Duration.ofSeconds(1));
	}

	@Test
	void whenACallFailsAtOnceThenItCountsAsTwiceTheUsualLatency() {
		Bench bench = new Bench(1);
		bench.answers(0, Duration.ofSeconds(5));
		bench.endpoint(0).begin().failed("UNAVAILABLE");
		assertThat(bench.snapshot(0).latency()).isEqualTo(Duration.ofSeconds(10));
	}

	@Test
	void whenCallsGoOnFailingThenEachCountsTwiceAsMuch() {
		Bench bench = new Bench(1);
		bench.answers(0, Duration.ofMillis(10));
		bench.fails(0, 4);
		assertThat(bench.snapshot(0).latency()).isEqualTo(Duration.ofMillis(160));
	}

	@Test
	void whenCallsGoOnFailingThenTheyCountAsAMinuteAtMost() {
		Bench bench = new Bench(1);
		bench.answers(0, Duration.ofSeconds(5));
		bench.fails(0, 100);
		assertThat(bench.snapshot(0).latency()).isEqualTo(Duration.ofMinutes(1));
	}

	@Test
	void whenACallFailsLateThenItCountsAsTheTimeItTook() {
		Bench bench = new Bench(1);
		Attempt attempt = bench.endpoint(0).begin();
		bench.advance(Duration.ofSeconds(3));
		attempt.failed("DEADLINE_EXCEEDED");
		assertThat(bench.snapshot(0).latency()).isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void whenManyThreadsCallThenNothingIsLostOrLeftOver() throws Exception {
		Balancer<String> balancer = new Balancer<>("orders", BalancerSettings.DEFAULTS);
		List<Endpoint<String>> endpoints = List.of(balancer.endpoint("a", "a"), balancer.endpoint("b", "b"),
				balancer.endpoint("c", "c"));
		balancer.candidates(endpoints);
		ExecutorService threads = Executors.newFixedThreadPool(8);
		List<Callable<Integer>> callers = new ArrayList<>();
		for (int caller = 0; caller < 8; caller++) {
			callers.add(() -> callOften(balancer, 20_000));
		}
		for (Future<Integer> caller : threads.invokeAll(callers, 60, TimeUnit.SECONDS)) {
			assertThat(caller.get()).isEqualTo(20_000);
		}
		threads.shutdown();
		assertThat(balancer.snapshot()).allMatch((endpoint) -> endpoint.inFlight() == 0);
		assertThat(balancer.snapshot().stream().mapToLong(EndpointSnapshot::picks).sum()).isEqualTo(160_000);
	}

	private static int callOften(Balancer<String> balancer, int times) {
		int called = 0;
		for (int i = 0; i < times; i++) {
			Endpoint<String> picked = balancer.pick();
			if (picked == null) {
				continue;
			}
			called++;
			Attempt attempt = picked.begin();
			if (ThreadLocalRandom.current().nextInt(4) == 0) {
				attempt.failed("UNAVAILABLE");
			}
			else {
				attempt.succeeded();
			}
		}
		return called;
	}

}
