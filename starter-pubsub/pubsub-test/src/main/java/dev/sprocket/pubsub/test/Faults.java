// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import dev.sprocket.pubsub.spi.Backend;

/**
 * A way to the store of a harness that can be broken. The backends of
 * {@link BackendHarness#open()} take another way, and see the store as it is meanwhile.
 */
public interface Faults {

	/**
	 * Return a backend that reaches the store through the proxy only. Its client is set
	 * up as the documentation of the backend advises, with time-outs of at most two
	 * seconds.
	 * @return a backend that the suite closes
	 */
	Backend open();

	/**
	 * Return the proxy in front of the store.
	 * @return always the same one
	 */
	FaultProxy proxy();

}
