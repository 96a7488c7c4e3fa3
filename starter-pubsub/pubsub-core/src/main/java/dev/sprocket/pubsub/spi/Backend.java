// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import org.jspecify.annotations.Nullable;

/**
 * One message broker or store. The engine owns policy (retry, dead letter, time to live,
 * ordering inside a process, flow control, tracing, metrics); a backend translates calls,
 * and says with its {@link Capabilities} what the broker can do.
 * <p>
 * Thread-safe. Constructing a backend does not connect; the first use may.
 */
public interface Backend extends AutoCloseable {

	/**
	 * Return the name by which {@code sprocket.pubsub.backend} selects this backend.
	 * @return a lower-case word
	 */
	String name();

	/**
	 * Return what the broker can do; constant over the life of the backend.
	 * @return the capabilities
	 */
	Capabilities capabilities();

	/**
	 * Open a sender. The engine opens one and shares it between publishers.
	 * @return a sender that the engine closes
	 */
	Sender openSender();

	/**
	 * Open a receiver for one subscription. Creates the group where that is permitted, so
	 * that what is published from now on is kept for it.
	 * @param spec what to receive
	 * @param listener told about lanes that come and go, on the engine thread inside
	 * {@link Receiver#receive} and {@link Receiver#close}
	 * @return a receiver that the engine closes
	 * @throws BackendException if the topic or group cannot be used
	 */
	Receiver openReceiver(ReceiverSpec spec, LaneListener listener);

	/**
	 * Declare a group without receiving: from now on what is published is kept for it.
	 * @param topic the topic
	 * @param group the group
	 */
	void declareGroup(String topic, String group);

	/**
	 * Remove a group and what is kept for it; other groups are not affected.
	 * @param topic the topic
	 * @param group the group
	 * @return {@code false} if there was none, {@code true} also where the broker cannot
	 * tell
	 */
	boolean removeGroup(String topic, String group);

	/**
	 * Return what waits for a group; asked for each subscription every
	 * {@code sprocket.pubsub.lag-interval}, by default twice a minute.
	 * @param topic the topic
	 * @param group the group
	 * @return the lag, or {@link Lag#UNKNOWN} where {@link Capability#LAG} is
	 * {@link Support#NONE}
	 */
	Lag lag(String topic, String group);

	/**
	 * Return the power to publish inside a transaction of the caller.
	 * @return the outbox, or {@code null} if this backend has none of its own
	 */
	default @Nullable Outbox outbox() {
		return null;
	}

	/**
	 * Return the power to dead-letter and acknowledge in one step.
	 * @return the power, or {@code null} where {@link Capability#ATOMIC_FORWARD} is
	 * {@link Support#NONE}
	 */
	default @Nullable AtomicForward atomicForward() {
		return null;
	}

	/**
	 * Return the power to look at stored messages without receiving them.
	 * @return the power, or {@code null} where {@link Capability#BROWSE} is
	 * {@link Support#NONE}
	 */
	default @Nullable Browser browser() {
		return null;
	}

	/**
	 * Return whether the store belongs to this instance alone: then its failure makes
	 * this instance unready, else it only shows in health.
	 * @return {@code false} by default
	 */
	default boolean isLocal() {
		return false;
	}

	/**
	 * Check that the broker can be reached and written to, for health; may block for at
	 * most a second.
	 * @throws BackendException saying what is wrong
	 */
	void check();

	/**
	 * Release connections and files. Idempotent; safe while other threads are blocked
	 * inside, which then end with {@link ErrorKind#CLOSED}.
	 */
	@Override
	void close();

}
