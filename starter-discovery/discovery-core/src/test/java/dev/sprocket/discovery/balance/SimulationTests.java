// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.util.List;
import java.util.Locale;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.discovery.balance.Simulation.Answer;
import dev.sprocket.discovery.balance.Simulation.Call;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the balancer is worth, beside other policies in the same virtual time.
 */
class SimulationTests {

	private static final Logger logger = LoggerFactory.getLogger(SimulationTests.class);

	private static final int SERVERS = 11;

	private static final int SECONDS = 60;

	private static final int CALLS_PER_SECOND = 1000;

	/**
	 * The experiment of Buoyant's <i>Beyond Round Robin</i> (2016): 11 servers answer in
	 * 167 ms; from second 15 to 45 one of them takes 2 s.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 1, 20 })
	void whenOneServerOfElevenIsSlowThenNearlyEveryCallSucceedsInASecond(int clients) {
		double roundRobin = withinASecond(clients, Policy::roundRobin);
		double leastRequest = withinASecond(clients, Policy::leastRequest);
		double balancer = withinASecond(clients, Policy::balancer);
		logger.info(String.format(Locale.ROOT,
				"clients: %d, success within 1 s: round robin %.2f %%, least request %.2f %%, p2c_ewma %.2f %%",
				clients, roundRobin * 100, leastRequest * 100, balancer * 100));
		assertThat(balancer).isGreaterThanOrEqualTo(0.998).isGreaterThan(leastRequest);
		assertThat(leastRequest).isGreaterThan(roundRobin);
	}

	private static double withinASecond(int clients, Policy.Factory policy) {
		List<Call> calls = new Simulation(clients, SERVERS, SimulationTests::oneSlow, policy).run(SECONDS,
				CALLS_PER_SECOND);
		return Simulation.share(calls, (call) -> call.answer().latency() <= Simulation.SECOND);
	}

	private static Answer oneSlow(int server, long now, Random random) {
		boolean slow = server == 0 && now >= 15 * Simulation.SECOND && now < 45 * Simulation.SECOND;
		return new Answer(slow ? 2 * Simulation.SECOND : usual(random), true);
	}

	@Test
	void whenSomeCallsFailEverywhereThenTheSlowServerIsStillAvoided() {
		List<Call> calls = new Simulation(1, SERVERS, SimulationTests::oneSlowAllImperfect, Policy::balancer)
			.run(SECONDS, CALLS_PER_SECOND);
		assertThat(Simulation.share(calls, (call) -> call.answer().latency() <= Simulation.SECOND))
			.isGreaterThanOrEqualTo(0.998);
		assertThat(Simulation.share(calls, (call) -> call.answer().success())).isBetween(0.985, 0.995);
	}

	private static Answer oneSlowAllImperfect(int server, long now, Random random) {
		Answer answer = oneSlow(server, now, random);
		return (random.nextInt(100) == 0) ? new Answer(answer.latency() / 10, false) : answer;
	}

	@Test
	void whenOneServerFailsAtOnceThenNearlyNoCallFailsAfterTheFirstSecond() {
		double roundRobin = failed(Policy::roundRobin);
		double leastRequest = failed(Policy::leastRequest);
		double balancer = failed(Policy::balancer);
		logger.info(String.format(Locale.ROOT,
				"failed after the first second: round robin %.2f %%, least request %.2f %%, p2c_ewma %.3f %%",
				roundRobin * 100, leastRequest * 100, balancer * 100));
		assertThat(balancer).isLessThanOrEqualTo(0.001).isLessThan(roundRobin);
		assertThat(roundRobin).isLessThan(leastRequest);
	}

	private static double failed(Policy.Factory policy) {
		List<Call> calls = new Simulation(1, SERVERS, SimulationTests::oneFailing, policy).run(SECONDS,
				CALLS_PER_SECOND);
		return Simulation.share(calls.stream().filter((call) -> call.at() >= Simulation.SECOND).toList(),
				(call) -> !call.answer().success());
	}

	private static Answer oneFailing(int server, long now, Random random) {
		return (server == 0) ? new Answer(Simulation.SECOND / 1000, false) : new Answer(usual(random), true);
	}

	@Test
	void whenAServerBeginsToFailUnderLoadThenNearlyNoCallFails() {
		List<Call> calls = new Simulation(1, SERVERS, SimulationTests::oneFailingLater, Policy::balancer).run(SECONDS,
				CALLS_PER_SECOND);
		assertThat(Simulation.share(calls, (call) -> !call.answer().success())).isLessThanOrEqualTo(0.001);
	}

	private static Answer oneFailingLater(int server, long now, Random random) {
		return (now < 15 * Simulation.SECOND || now > 45 * Simulation.SECOND) ? new Answer(usual(random), true)
				: oneFailing(server, now, random);
	}

	private static long usual(Random random) {
		return (long) ((0.167 + 0.005 * random.nextGaussian()) * Simulation.SECOND);
	}

}
