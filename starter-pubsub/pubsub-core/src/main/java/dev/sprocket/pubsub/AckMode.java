// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

/**
 * Who acknowledges a message.
 */
public enum AckMode {

	/** The return of the handler; the default. */
	AUTO,

	/** The handler, through {@link Acknowledgment}, now or later. */
	MANUAL

}
