// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.balancing;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.sprocket.discovery.balance.Balancer;
import dev.sprocket.discovery.balance.BalancerSettings;
import dev.sprocket.discovery.balance.Endpoint;

/**
 * What a pick costs. {@code sample} gives the quantiles, the cost of reading the clock
 * twice included; {@code avg} gives the mean without it.
 */
@State(Scope.Benchmark)
@BenchmarkMode({ Mode.SampleTime, Mode.AverageTime })
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
public class PickBenchmark {

	@Param({ "3", "100" })
	private int endpoints;

	private Balancer<Integer> balancer = new Balancer<>("bench", BalancerSettings.DEFAULTS);

	/**
	 * Make endpoints that have answered, each in a time of its own.
	 */
	@Setup
	public void answer() {
		this.balancer = new Balancer<>("bench", BalancerSettings.DEFAULTS);
		List<Endpoint<Integer>> candidates = IntStream.range(0, this.endpoints)
			.mapToObj((number) -> this.balancer.endpoint("endpoint " + number, number))
			.toList();
		this.balancer.candidates(candidates);
		candidates.forEach((endpoint) -> endpoint.begin().succeeded());
	}

	/**
	 * Choose an endpoint.
	 * @return the endpoint
	 */
	@Benchmark
	public @Nullable Endpoint<Integer> pick() {
		return this.balancer.pick();
	}

	/**
	 * Choose an endpoint, and tell the balancer of the call and its answer.
	 * @return the endpoint
	 */
	@Benchmark
	public @Nullable Endpoint<Integer> pickAndCall() {
		Endpoint<Integer> picked = this.balancer.pick();
		if (picked != null) {
			picked.begin().succeeded();
		}
		return picked;
	}

}
