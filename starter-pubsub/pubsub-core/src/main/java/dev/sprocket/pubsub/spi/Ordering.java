// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

/**
 * The order in which a group handles messages.
 */
public enum Ordering {

	/** None: as many at a time as the concurrency allows. */
	NONE,

	/**
	 * Messages with the same key one after the other, in the order they were published,
	 * over all members of the group; a message that waits for its retry holds back its
	 * key and no other. Messages without a key are not ordered.
	 */
	KEY,

	/** All messages of the topic one after the other, over all members of the group. */
	TOPIC

}
