// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the endpoint of each call: of two candidates at random the one with the lower
 * cost. The rules and their sources are on the page of this package. All methods may be
 * called by any thread; a pick takes no lock.
 *
 * @param <T> what the caller calls: an address, an instance, a connection
 */
public final class Balancer<T> {

	private static final Logger logger = LoggerFactory.getLogger(Balancer.class);

	private final String name;

	private final LongSupplier clock;

	private final Supplier<? extends RandomGenerator> random;

	private final AtomicReference<Pool<T>> pool = new AtomicReference<>(Pool.of(List.of()));

	private volatile Rules rules;

	/**
	 * Make a balancer without candidates.
	 * @param name what is called, for logs
	 * @param settings the settings
	 */
	public Balancer(String name, BalancerSettings settings) {
		this(name, settings, System::nanoTime, ThreadLocalRandom::current);
	}

	/**
	 * Make a balancer on a clock and a chance of the caller's choice.
	 * @param name what is called, for logs
	 * @param settings the settings
	 * @param clock nanoseconds, as of {@link System#nanoTime()}
	 * @param random asked at each pick for the generator to use
	 */
	public Balancer(String name, BalancerSettings settings, LongSupplier clock,
			Supplier<? extends RandomGenerator> random) {
		this.name = name;
		this.rules = Rules.of(settings);
		this.clock = clock;
		this.random = random;
	}

	/**
	 * Change the settings; what is known of the endpoints stays.
	 * @param settings the settings from now on
	 */
	public void tune(BalancerSettings settings) {
		this.rules = Rules.of(settings);
	}

	/**
	 * Make an endpoint, which is picked once it is among the candidates.
	 * @param name how logs and snapshots name it
	 * @param target what the caller calls
	 * @return the endpoint
	 */
	public Endpoint<T> endpoint(String name, T target) {
		return new Endpoint<>(this, name, target);
	}

	/**
	 * Replace the candidates.
	 * @param candidates endpoints of this balancer that can be called now
	 */
	public void candidates(Collection<Endpoint<T>> candidates) {
		List<Endpoint<T>> copy = List.copyOf(candidates);
		this.pool.updateAndGet((old) -> Pool.of(copy));
	}

	/**
	 * Choose the endpoint of a call. An ejected endpoint whose time is over is chosen
	 * once, as its probe.
	 * @return the endpoint, or {@code null} without candidates
	 */
	public @Nullable Endpoint<T> pick() {
		return pick(this.pool.get());
	}

	/**
	 * Choose the endpoint of a call that only some candidates may answer.
	 * @param some the candidates in question
	 * @return the endpoint, or {@code null} if there are none
	 */
	public @Nullable Endpoint<T> pick(Collection<Endpoint<T>> some) {
		return pick(Pool.of(List.copyOf(some)));
	}

	private @Nullable Endpoint<T> pick(Pool<T> current) {
		long now = now();
		if (current.isProbeDue(now)) {
			Endpoint<T> probed = claimProbe(current, now);
			if (probed != null) {
				return probed;
			}
		}
		List<Endpoint<T>> serving = current.serving();
		int size = serving.size();
		if (size < 2) {
			return (size != 0) ? serving.get(0) : refusedLongestAgo(current.candidates());
		}
		RandomGenerator chance = this.random.get();
		int first = chance.nextInt(size);
		int second = chance.nextInt(size - 1);
		return choose(serving.get(first), serving.get((second < first) ? second : second + 1), now, chance);
	}

	private @Nullable Endpoint<T> refusedLongestAgo(List<Endpoint<T>> refusing) {
		return refusing.stream().reduce((one, other) -> other.refusedBefore(one) ? other : one).orElse(null);
	}

	private Endpoint<T> choose(Endpoint<T> first, Endpoint<T> second, long now, RandomGenerator chance) {
		Rules current = this.rules;
		double firstWeight = first.weight(now, current);
		double secondWeight = second.weight(now, current);
		if (firstWeight < secondWeight && chance.nextDouble() * secondWeight >= firstWeight) {
			return second;
		}
		if (secondWeight < firstWeight && chance.nextDouble() * firstWeight >= secondWeight) {
			return first;
		}
		return (first.cost(now, current) <= second.cost(now, current)) ? first : second;
	}

	private @Nullable Endpoint<T> claimProbe(Pool<T> current, long now) {
		for (Endpoint<T> endpoint : current.ejected()) {
			if (endpoint.claimProbe(now, this.rules)) {
				rearrange();
				return endpoint;
			}
		}
		return null;
	}

	/**
	 * Return what is known of the candidates.
	 * @return one entry for each
	 */
	public List<EndpointSnapshot> snapshot() {
		long now = now();
		return this.pool.get().candidates().stream().map((endpoint) -> endpoint.snapshot(now, this.rules)).toList();
	}

	void ejected(Endpoint<T> endpoint, long lasting, String reason) {
		logger.warn("{}: {} is ejected for {}: {}", this.name, endpoint, Seconds.of(lasting), reason);
		rearrange();
	}

	void restored(Endpoint<T> endpoint) {
		logger.info("{}: {} is back in service", this.name, endpoint);
		rearrange();
	}

	/**
	 * Each change of a standing comes here afterwards, so the last to replace the pool
	 * has seen all of them.
	 */
	private void rearrange() {
		Pool<T> old;
		Pool<T> next;
		do {
			old = this.pool.get();
			next = Pool.of(old.candidates());
		}
		while (!this.pool.compareAndSet(old, next));
		if (old.panic() != next.panic()) {
			logger.warn("{}: {}", this.name,
					next.panic() ? "more than half of the endpoints are ejected, so ejections are ignored"
							: "ejections count again");
		}
	}

	long now() {
		return this.clock.getAsLong();
	}

	Rules rules() {
		return this.rules;
	}

	long jittered(long nanos) {
		return Ejections.jittered(nanos, this.random.get().nextDouble());
	}

}
