// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

/**
 * Who provides a {@link Capability}.
 */
public enum Support {

	/** The broker. */
	NATIVE,

	/** The engine, with the same guarantee to the user. */
	EMULATED,

	/** Nobody: a subscription, a publish or a look that needs it is refused in words. */
	NONE

}
