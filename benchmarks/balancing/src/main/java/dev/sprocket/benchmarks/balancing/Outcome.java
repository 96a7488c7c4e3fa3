// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.balancing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What became of the calls of a run.
 */
final class Outcome {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private final String policy;

	private final int[] calls;

	private final int[] prompt;

	private final List<Long> latencies = new ArrayList<>();

	private int failed;

	Outcome(String policy, int seconds) {
		this.policy = policy;
		this.calls = new int[seconds];
		this.prompt = new int[seconds];
	}

	synchronized void add(int second, long nanos, boolean well) {
		int at = Math.min(second, this.calls.length - 1);
		this.calls[at]++;
		this.latencies.add(nanos);
		if (!well) {
			this.failed++;
		}
		else if (nanos <= SECOND) {
			this.prompt[at]++;
		}
	}

	String policy() {
		return this.policy;
	}

	synchronized int count() {
		return this.latencies.size();
	}

	/**
	 * Return how many calls were answered well within a second.
	 * @return the share of all, 0 to 1
	 */
	synchronized double withinASecond() {
		int well = 0;
		for (int second : this.prompt) {
			well += second;
		}
		return (double) well / count();
	}

	synchronized double errors() {
		return (double) this.failed / count();
	}

	synchronized double millis(double quantile) {
		List<Long> sorted = this.latencies.stream().sorted().toList();
		return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(sorted.size() * quantile))) / 1e6;
	}

	/**
	 * Return the share of calls of each second that were answered well within a second.
	 * @return 0 to 1 for each second of the run
	 */
	synchronized double[] bySecond() {
		double[] shares = new double[this.calls.length];
		for (int second = 0; second < shares.length; second++) {
			shares[second] = (this.calls[second] == 0) ? 1 : (double) this.prompt[second] / this.calls[second];
		}
		return shares;
	}

}
