// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;

import dev.sprocket.pubsub.spi.Backend;

/**
 * A way to the store of a harness that can be broken: a {@link FaultProxy} before the
 * server, as a rule. The backends of {@link BackendHarness#open()} take another way, and
 * see the store as it is meanwhile.
 */
public interface Faults {

	/**
	 * Return a backend that reaches the store through this network only. Its client is
	 * set up as the documentation of the backend advises, with time-outs of at most two
	 * seconds.
	 * @return a backend that the suite closes
	 */
	Backend open();

	/**
	 * Reset all connections and refuse new ones.
	 */
	void cut();

	/**
	 * Take and swallow what is sent, and let nothing come back.
	 */
	void halfOpen();

	/**
	 * Let everything pass slowly.
	 * @param bytesPerSecond how much a second at most, in each direction
	 * @param latency how long each piece is held
	 */
	void slow(int bytesPerSecond, Duration latency);

	/**
	 * End what is broken.
	 */
	void restore();

}
