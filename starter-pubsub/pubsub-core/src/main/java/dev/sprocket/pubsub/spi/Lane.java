// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

/**
 * The unit in which a broker hands out order and position: a partition, a FIFO group, or
 * the whole queue.
 *
 * @param id unique inside a receiver
 */
public record Lane(String id) {

	/** The one lane of a backend that settles each message by itself. */
	public static final Lane WHOLE_QUEUE = new Lane("*");

}
