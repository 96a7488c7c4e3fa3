// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Sends the calls of one simulated client.
 */
interface Policy {

	/**
	 * Choose a server and count the call.
	 */
	Sent send();

	static Policy roundRobin(int servers, LongSupplier clock, Random random) {
		int[] last = { random.nextInt(servers) };
		return () -> {
			last[0] = (last[0] + 1) % servers;
			return new Sent(last[0], (success) -> {
			});
		};
	}

	/**
	 * The fewer calls in flight of two different servers.
	 */
	static Policy leastRequest(int servers, LongSupplier clock, Random random) {
		int[] inFlight = new int[servers];
		return () -> {
			int first = random.nextInt(servers);
			int second = (first + 1 + random.nextInt(servers - 1)) % servers;
			int chosen = (inFlight[first] <= inFlight[second]) ? first : second;
			inFlight[chosen]++;
			return new Sent(chosen, (success) -> inFlight[chosen]--);
		};
	}

	static Policy balancer(int servers, LongSupplier clock, Random random) {
		Balancer<Integer> balancer = new Balancer<>("simulated", BalancerSettings.DEFAULTS, clock, () -> random);
		List<Endpoint<Integer>> endpoints = IntStream.range(0, servers)
			.mapToObj((server) -> balancer.endpoint("server " + server, server))
			.toList();
		balancer.candidates(endpoints);
		return () -> {
			Endpoint<Integer> picked = balancer.pick();
			if (picked == null) {
				throw new IllegalStateException("No server was picked");
			}
			Attempt attempt = picked.begin();
			return new Sent(picked.target(), (success) -> end(attempt, success));
		};
	}

	private static void end(Attempt attempt, boolean success) {
		if (success) {
			attempt.succeeded();
		}
		else {
			attempt.failed("UNAVAILABLE");
		}
	}

	/**
	 * The server, and what to tell of the end of the call: whether it succeeded.
	 */
	record Sent(int server, Consumer<Boolean> end) {

	}

	/**
	 * Makes the policy of each client.
	 */
	@FunctionalInterface
	interface Factory {

		Policy create(int servers, LongSupplier clock, Random random);

	}

}
