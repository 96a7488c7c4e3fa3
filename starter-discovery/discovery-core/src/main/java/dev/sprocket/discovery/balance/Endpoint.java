// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * One of the instances a {@link Balancer} chooses from, and what is known of it. It keeps
 * its statistics while it is not among the candidates, for instance while it is not
 * connected.
 *
 * @param <T> what the caller calls: an address, an instance, a connection
 */
public final class Endpoint<T> {

	/**
	 * What a call to an endpoint without any answer yet is expected to take.
	 */
	static final double PENALTY = 1e9;

	private static final double MOST_OF_A_FAILURE = 60e9;

	private static final double LEAST_WEIGHT = 0.1;

	private final Balancer<T> balancer;

	private final String name;

	private final T target;

	private final LongAdder picks = new LongAdder();

	private final AtomicInteger inFlight = new AtomicInteger();

	private final PeakEwma latency = new PeakEwma();

	private final AtomicReference<Standing> standing = new AtomicReference<>(Standing.fresh());

	private volatile long since;

	private volatile long refusedAt;

	private volatile long lastAnswer;

	Endpoint(Balancer<T> balancer, String name, T target) {
		this.balancer = balancer;
		this.name = name;
		this.target = target;
		this.since = balancer.now();
	}

	/**
	 * Return what the caller calls.
	 * @return the value that the endpoint was made with
	 */
	public T target() {
		return this.target;
	}

	/**
	 * Note that a call begins; it counts as in flight until the attempt ends. Call it for
	 * every call that really goes out, after the pick.
	 * @return the attempt, to be ended by the caller
	 */
	public Attempt begin() {
		this.picks.increment();
		this.inFlight.incrementAndGet();
		return new Attempt(this, this.standing.get(), this.balancer.now());
	}

	/**
	 * Forget the latency and begin the slow start anew, for instance after a new
	 * connection: what answers there may be a new process with cold caches.
	 */
	public void restarted() {
		forget(this.balancer.now());
	}

	private void forget(long now) {
		this.since = now;
		this.lastAnswer = 0;
		this.latency.forget();
	}

	double cost(long now, Rules rules) {
		// Expected cost of one more call: latency times the calls in flight, this one
		// included. Without a latency the first call is free and every further one dear.
		int calls = this.inFlight.get();
		double expected = this.latency.get(now, rules.decay());
		if (expected == PeakEwma.UNKNOWN) {
			return (calls == 0) ? 0 : PENALTY * (calls + 1);
		}
		return expected * (calls + 1);
	}

	double weight(long now, Rules rules) {
		// The share of its traffic that the endpoint may have, from 0.1 to 1 over the
		// slow
		// start.
		long age = now - this.since;
		return (age >= rules.slowStart()) ? 1 : Math.max(LEAST_WEIGHT, (double) age / rules.slowStart());
	}

	void observe(long elapsed) {
		this.lastAnswer = elapsed;
		this.latency.observe(elapsed, this.balancer.now(), this.balancer.rules().decay());
	}

	void observeAtLeast(long elapsed) {
		long now = this.balancer.now();
		double decay = this.balancer.rules().decay();
		double expected = this.latency.get(now, decay);
		if (elapsed > ((expected != PeakEwma.UNKNOWN) ? expected : PENALTY)) {
			this.latency.observe(elapsed, now, decay);
		}
	}

	void observeFailure(Standing under, long elapsed) {
		// relative to the usual latency, so that one stray failure under load does not
		// drive all calls to the other endpoints
		double slow = (this.lastAnswer != 0) ? Math.scalb((double) this.lastAnswer, under.failures()) : PENALTY;
		double counted = Math.max(elapsed, Math.min(slow, MOST_OF_A_FAILURE));
		this.latency.observe(counted, this.balancer.now(), this.balancer.rules().decay());
	}

	void leave() {
		this.inFlight.decrementAndGet();
	}

	void succeeded(Standing under) {
		Standing current = this.standing.get();
		if (!current.continues(under)) {
			return;
		}
		if (current.isInService()) {
			current.countSuccess();
		}
		else {
			restore(current);
		}
	}

	private void restore(Standing current) {
		long now = this.balancer.now();
		long lasted = Ejections.lasting(current.ejections(now), this.balancer.rules());
		if (this.standing.compareAndSet(current, current.returned(now, lasted))) {
			forget(now);
			this.balancer.restored(this);
		}
	}

	void failed(Standing under, String reason) {
		Standing current = this.standing.get();
		if (!current.continues(under)) {
			return;
		}
		int failures = this.balancer.rules().ejectionFailures();
		if (current.isProbing()) {
			eject(current, "its probe failed: " + reason, false);
		}
		else if (current.isInService() && current.countFailure() >= failures) {
			eject(current, failures + " failures in a row, the last: " + reason, false);
		}
	}

	void refused(Standing under, String reason) {
		this.refusedAt = this.balancer.now();
		Standing current = this.standing.get();
		if (!current.continues(under)) {
			return;
		}
		if (current.isProbing()) {
			eject(current, "its probe failed: " + reason, true);
		}
		else if (current.isReachable()) {
			eject(current, reason, true);
		}
	}

	private void eject(Standing current, String reason, boolean refused) {
		long now = this.balancer.now();
		int ejections = current.ejections(now) + 1;
		long lasting = this.balancer.jittered(Ejections.lasting(ejections, this.balancer.rules()));
		if (this.standing.compareAndSet(current, current.ejected(ejections, now + lasting, reason, refused))) {
			this.balancer.ejected(this, lasting, reason);
		}
	}

	long now() {
		return this.balancer.now();
	}

	boolean isInService() {
		return this.standing.get().isInService();
	}

	boolean isReachable() {
		return this.standing.get().isReachable();
	}

	boolean refusedBefore(Endpoint<T> other) {
		return this.refusedAt - other.refusedAt < 0;
	}

	long ejectedUntil() {
		return this.standing.get().until();
	}

	boolean claimProbe(long now, Rules rules) {
		// Take the right to send the one call that tells whether the endpoint is well
		// again.
		Standing current = this.standing.get();
		return !current.isInService() && now - current.until() >= 0
				&& this.standing.compareAndSet(current, current.probed(now + rules.baseEjection()));
	}

	EndpointSnapshot snapshot(long now, Rules rules) {
		Standing current = this.standing.get();
		double expected = this.latency.get(now, rules.decay());
		return new EndpointSnapshot(this.name, this.picks.sum(), this.inFlight.get(),
				(expected != PeakEwma.UNKNOWN) ? Duration.ofNanos((long) expected) : null,
				current.isInService() ? null : Duration.ofNanos(Math.max(0, current.until() - now)), current.reason(),
				current.ejections(now));
	}

	@Override
	public String toString() {
		return this.name;
	}

}
