// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.balance;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

/**
 * A latency estimate that believes bad news at once and good news slowly: a slower answer
 * replaces it, a faster one moves it by the time that has passed since the last answer.
 * Without answers it decays, so that an endpoint that was slow is tried again; after
 * {@value #FORGOTTEN} decays it is forgotten. After Finagle's {@code PeakEwma}.
 */
final class PeakEwma {

	static final double UNKNOWN = -1;

	private static final double FORGOTTEN = 5;

	private final AtomicReference<@Nullable Estimate> estimate = new AtomicReference<>();

	void observe(double nanos, long now, double decay) {
		Estimate old;
		Estimate next;
		do {
			old = this.estimate.get();
			next = (old != null) ? old.with(nanos, now, decay) : new Estimate(nanos, now);
		}
		while (!this.estimate.compareAndSet(old, next));
	}

	/**
	 * Return the estimate.
	 * @param now the time
	 * @param decay the time constant
	 * @return nanoseconds, or {@link #UNKNOWN}
	 */
	double get(long now, double decay) {
		Estimate current = this.estimate.get();
		if (current == null) {
			return UNKNOWN;
		}
		double decays = current.age(now) / decay;
		return (decays < FORGOTTEN) ? current.nanos() * Math.exp(-decays) : UNKNOWN;
	}

	void forget() {
		this.estimate.set(null);
	}

	private record Estimate(double nanos, long at) {

		Estimate with(double nanos, long now, double decay) {
			if (nanos >= this.nanos) {
				return new Estimate(nanos, now);
			}
			double kept = Math.exp(-age(now) / decay);
			return new Estimate(this.nanos * kept + nanos * (1 - kept), now);
		}

		double age(long now) {
			return Math.max(0, now - this.at);
		}

	}

}
