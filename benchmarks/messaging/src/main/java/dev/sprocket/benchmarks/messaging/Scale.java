// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

/**
 * How long a run is.
 *
 * @param warmUps rounds that are not counted
 * @param rounds rounds that are
 * @param millis length of a round that is bounded by time
 * @param messages length of a round that is bounded by work
 */
record Scale(int warmUps, int rounds, int millis, int messages) {

	/**
	 * Shows that everything runs; proves nothing about speed.
	 */
	static final Scale SMALL = new Scale(0, 1, 100, 2_000);

	/**
	 * For claims; each length can be changed with a system property of its name.
	 */
	static final Scale FULL = new Scale(Integer.getInteger("warmUps", 2), Integer.getInteger("rounds", 7),
			Integer.getInteger("millis", 3_000), Integer.getInteger("messages", 100_000));

	static Scale current() {
		return "small".equals(System.getProperty("sprocket.scale")) ? SMALL : FULL;
	}

}
