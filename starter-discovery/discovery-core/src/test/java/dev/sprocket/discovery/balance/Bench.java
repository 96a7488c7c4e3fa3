// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A balancer on virtual time and a known chance, with endpoints a, b, c and so on.
 */
final class Bench {

	static final Duration WARM = Duration.ofSeconds(11);

	final Balancer<String> balancer;

	private final List<Endpoint<String>> candidates = new ArrayList<>();

	private final Random random = new Random(42);

	private long now = Long.MAX_VALUE - 1_000_000_000_000L;

	Bench(int endpoints) {
		this(endpoints, BalancerSettings.DEFAULTS);
	}

	Bench(int endpoints, BalancerSettings settings) {
		this.balancer = new Balancer<>("orders", settings, () -> this.now, () -> this.random);
		for (int i = 0; i < endpoints; i++) {
			join();
		}
	}

	Endpoint<String> join() {
		String name = String.valueOf((char) ('a' + this.candidates.size()));
		Endpoint<String> endpoint = this.balancer.endpoint(name, name);
		this.candidates.add(endpoint);
		this.balancer.candidates(this.candidates);
		return endpoint;
	}

	Bench advance(Duration time) {
		this.now += time.toNanos();
		return this;
	}

	Endpoint<String> endpoint(int index) {
		return this.candidates.get(index);
	}

	/**
	 * Let an endpoint answer one call after a time.
	 */
	void answers(int index, Duration latency) {
		Attempt attempt = endpoint(index).begin();
		advance(latency);
		attempt.succeeded();
	}

	void fails(int index, int times) {
		Stream.generate(() -> endpoint(index).begin()).limit(times).forEach((attempt) -> attempt.failed("UNAVAILABLE"));
	}

	void refuses(int index) {
		endpoint(index).begin().refused("Connection refused");
	}

	EndpointSnapshot snapshot(int index) {
		return this.balancer.snapshot().get(index);
	}

	/**
	 * Pick without calling.
	 */
	Map<String, Integer> picks(int times) {
		Map<String, Integer> counts = new HashMap<>();
		for (int i = 0; i < times; i++) {
			Endpoint<String> picked = this.balancer.pick();
			if (picked != null) {
				counts.merge(picked.target(), 1, Integer::sum);
			}
		}
		return counts;
	}

}
