// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.balancing;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What eleven servers do while calls arrive at a fixed rate. One of them is ill in the
 * middle half of the run.
 *
 * @param name the name in reports
 * @param illness how the ill server answers
 * @param seconds how long calls arrive
 * @param rate calls a second
 */
record Experiment(String name, Illness illness, int seconds, int rate) {

	static final int SERVERS = 11;

	/**
	 * The usual latency of Buoyant's <i>Beyond Round Robin</i> (2016): 167 ms, deviation
	 * 5 ms.
	 */
	private static final double MEDIAN = 167;

	private static final double DEVIATION = 5;

	Answer answer(int server, Duration since) {
		boolean ill = server == 0 && since.toMillis() >= this.seconds * 250L && since.toMillis() < this.seconds * 750L;
		if (ill) {
			return (this.illness == Illness.SLOW) ? new Answer(Duration.ofSeconds(2), true)
					: new Answer(Duration.ofMillis(1), false);
		}
		double latency = MEDIAN + DEVIATION * ThreadLocalRandom.current().nextGaussian();
		return new Answer(Duration.ofMillis(Math.max(1, Math.round(latency))), true);
	}

	/**
	 * How a server is ill: it takes 2 s, or fails at once, which attracts calls.
	 */
	enum Illness {

		SLOW, FAILING

	}

	/**
	 * What a server does with a call.
	 *
	 * @param after when it answers
	 * @param well whether the answer is no error
	 */
	record Answer(Duration after, boolean well) {

	}

}
