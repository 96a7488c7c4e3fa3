// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import dev.sprocket.pubsub.spi.Backend;

/**
 * A server of its own, which the suite may kill.
 */
public interface RestartableServer extends AutoCloseable {

	/**
	 * Return a backend on the server, whose client has short time-outs as those of
	 * {@link Faults#open()} have.
	 * @return a backend that the suite closes
	 */
	Backend open();

	/**
	 * Kill the server as a crash would, and start it again on its data and its port.
	 */
	void restart();

	/**
	 * End the server. Its backends are closed by then.
	 */
	@Override
	void close();

}
