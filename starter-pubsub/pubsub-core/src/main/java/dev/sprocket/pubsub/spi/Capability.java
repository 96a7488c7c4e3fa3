// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

/**
 * Something that not every broker can do. The capability matrix in the documentation has
 * one row for each.
 */
public enum Capability {

	/** A message outlives the process once it is reported as stored. */
	DURABILITY,

	/** Several groups each get every message. */
	GROUPS,

	/** {@link Ordering#KEY} over all members of a group. */
	KEY_ORDER,

	/** {@link Ordering#TOPIC} over all members of a group. */
	TOPIC_ORDER,

	/** {@link Settlement.Release} with a delay. */
	RELEASE_DELAY,

	/** A fetched message comes back by itself when its receiver is gone. */
	LEASE,

	/**
	 * {@link Settlement.Extend}. Emulated where lanes are settled by position: the engine
	 * times the lease of each message and delivers it again itself.
	 */
	LEASE_EXTENSION,

	/** {@link Delivery#attempt()} that survives the receiver. */
	ATTEMPT_COUNT,

	/**
	 * {@link Settlement.Release} of what no handler has begun: it is not counted as an
	 * attempt.
	 */
	UNCOUNTED_RELEASE,

	/** {@link OutboundMessage#deliverAt()}. */
	DELAYED_DELIVERY,

	/** {@link OutboundMessage#expiresAt()}. */
	TIME_TO_LIVE,

	/** {@link OutboundMessage#deduplicationId()}. */
	DEDUPLICATION,

	/** {@link Backend#outbox()}: publish inside a transaction of the caller. */
	TRANSACTIONAL_PUBLISH,

	/** {@link Backend#atomicForward()}. */
	ATOMIC_FORWARD,

	/** {@link Backend#browser()}; emulated with {@link Outbox#letterIndex()}. */
	BROWSE,

	/** {@link Backend#lag}. */
	LAG

}
