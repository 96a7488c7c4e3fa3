// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;

import dev.sprocket.pubsub.spi.Lag;

/**
 * A running subscription. Thread-safe.
 */
public interface Subscription extends AutoCloseable {

	/**
	 * Return its topic.
	 * @return the topic
	 */
	String topic();

	/**
	 * Return its group.
	 * @return the group
	 */
	String group();

	/**
	 * Return the name of the backend that carries its topic.
	 * @return a lower-case word
	 */
	String backend();

	/**
	 * Return what was asked for.
	 * @return the specification that it was subscribed with
	 */
	SubscriptionSpec<?> spec();

	/**
	 * Give nothing more to handlers; those at work finish. The membership stays.
	 */
	void pause();

	/**
	 * Go on after {@link #pause()}.
	 */
	void resume();

	/**
	 * Change how many messages are handled at a time. With ordering
	 * {@link dev.sprocket.pubsub.spi.Ordering#TOPIC} it stays one.
	 * @param concurrency at least 1
	 * @throws PubSubException {@link dev.sprocket.pubsub.spi.ErrorKind#INVALID} if it is
	 * less
	 */
	void setConcurrency(int concurrency);

	/**
	 * Change how many messages are fetched a second at most, evenly spread, from the next
	 * fetch on.
	 * @param perSecond messages a second; 0, as at the start, for no limit
	 * @throws PubSubException {@link dev.sprocket.pubsub.spi.ErrorKind#INVALID} if it is
	 * negative
	 */
	void setRateLimit(int perSecond);

	/**
	 * Stop fetching at once, release what was not begun, wait for handlers and their
	 * acknowledgments, then leave the group. What is not finished in time is interrupted
	 * and released; that does not count as an attempt of the message.
	 * @param timeout how long to wait
	 * @return {@code true} if all handlers finished
	 */
	boolean drain(Duration timeout);

	/**
	 * Return how it is doing.
	 * @return a snapshot
	 */
	SubscriptionStatus status();

	/**
	 * Ask the backend what waits for the group.
	 * @return how many messages, and since when
	 * @throws PubSubException if it cannot be asked
	 */
	Lag lag();

	/**
	 * Drain, for 30 s at most, and end. Idempotent.
	 */
	@Override
	void close();

}
