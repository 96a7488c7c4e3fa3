// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.util.List;

/**
 * Looks at stored messages without receiving them.
 */
public interface Browser {

	/**
	 * Read messages that wait for a group, in order.
	 * @param topic the topic
	 * @param group the group
	 * @param afterPosition read from the next position on; 0 from the start
	 * @param max how many at most
	 * @return deliveries whose token cannot be settled
	 */
	List<Delivery> find(String topic, String group, long afterPosition, int max);

	/**
	 * Remove one message of a group.
	 * @param topic the topic
	 * @param group the group
	 * @param position its position
	 * @return {@code false} if it is not there
	 */
	boolean remove(String topic, String group, long position);

}
