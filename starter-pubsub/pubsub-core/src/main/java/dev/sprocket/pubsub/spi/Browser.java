// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.util.List;
import java.util.Set;

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
	 * @return deliveries whose token cannot be settled; fewer than asked for where they
	 * are large, none only where there are no more
	 */
	List<Delivery> find(String topic, String group, long afterPosition, int max);

	/**
	 * Read messages of one key that wait for a group, in order.
	 * @param topic the topic
	 * @param group the group
	 * @param key the key
	 * @param afterPosition read from the next position on; 0 from the start
	 * @param max how many at most
	 * @return deliveries whose token cannot be settled; fewer than asked for where they
	 * are large, none only where there are no more
	 */
	List<Delivery> find(String topic, String group, String key, long afterPosition, int max);

	/**
	 * Return of which keys messages wait for a group. Asked after each fetch of a group
	 * that parks keys: it must be cheap, and see what was stored before.
	 * @param topic the topic
	 * @param group the group
	 * @param keys the keys in question, as many as one fetch may bring
	 * @return those of which there are messages
	 */
	Set<String> waitingKeys(String topic, String group, Set<String> keys);

	/**
	 * Remove one message of a group.
	 * @param topic the topic
	 * @param group the group
	 * @param position its position
	 * @return {@code false} if it is not there
	 */
	boolean remove(String topic, String group, long position);

	/**
	 * Store a message and remove another in one step. Where the store cannot, it stores
	 * first: whoever is interrupted in between leaves both, never none.
	 * @param topic the topic of the message to remove
	 * @param group the group it waits for
	 * @param position its position
	 * @param target the message to store
	 * @return {@code false} if nothing is at the position; then nothing was stored
	 * @throws BackendException if the target cannot be stored
	 */
	boolean move(String topic, String group, long position, OutboundMessage target);

}
