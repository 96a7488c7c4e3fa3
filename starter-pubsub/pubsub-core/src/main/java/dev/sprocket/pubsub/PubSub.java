// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.List;

import dev.sprocket.lifecycle.LifecycleParticipant;
import dev.sprocket.pubsub.batch.BatchPolicy;

/**
 * Makes the publisher and runs subscriptions. In a Boot application inject it to
 * subscribe with a function instead of {@link Subscribe}; it knows the backend of each
 * topic. Elsewhere make one for a backend with {@link PubSubBuilder}. Thread-safe.
 */
public interface PubSub extends AutoCloseable {

	/**
	 * Return the publisher.
	 * @return always the same one
	 */
	Publisher publisher();

	/**
	 * Subscribe and begin to receive. Waits at most 30 s for the group to exist; if the
	 * backend cannot be reached this returns all the same, and the subscription begins
	 * once it can.
	 * @param spec what and how
	 * @param handler handles each message
	 * @param <T> the type of the payload
	 * @return the running subscription
	 * @throws PubSubException {@link dev.sprocket.pubsub.spi.ErrorKind#INVALID} or
	 * {@link dev.sprocket.pubsub.spi.ErrorKind#UNSUPPORTED}, naming what the backend
	 * cannot do; {@link dev.sprocket.pubsub.spi.ErrorKind#CLOSED} once the stop has
	 * begun; otherwise what the backend refuses and would refuse again, for example
	 * {@link dev.sprocket.pubsub.spi.ErrorKind#NOT_FOUND} for a topic that is missing
	 */
	<T> Subscription subscribe(SubscriptionSpec<T> spec, MessageHandler<T> handler);

	/**
	 * Subscribe with a handler that takes several messages at a time.
	 * @param spec what and how; {@link BatchPolicy#DEFAULT} unless it says how messages
	 * are gathered. Its concurrency is that of batches
	 * @param handler handles each batch
	 * @param <T> the type of the payload
	 * @return the running subscription
	 * @throws PubSubException as {@link #subscribe} does; also for an inbox or
	 * {@link AckMode#MANUAL}, which a batch cannot have
	 */
	<T> Subscription subscribeBatch(SubscriptionSpec<T> spec, BatchHandler<T> handler);

	/**
	 * Return what is subscribed to here.
	 * @return a copy, without what is closed
	 */
	List<Subscription> subscriptions();

	/**
	 * Remove a group that nobody reads any more, with what is kept for it: it would fill
	 * up, and a full group holds up whoever publishes on its topic. Its dead letters
	 * stay.
	 * @param topic the topic
	 * @param group the group, of which no instance may have a subscription
	 * @return {@code false} if there is no such group; {@code true} also where the
	 * backend cannot tell, as of a queue that was made by others
	 * @throws PubSubException {@link dev.sprocket.pubsub.spi.ErrorKind#INVALID} for a
	 * name that cannot be, for {@link DeadLetterQueue#GROUP}, or while it is subscribed
	 * to here; otherwise what the backend says, some of which refuse it while another
	 * instance has the group
	 */
	boolean removeGroup(String topic, String group);

	/**
	 * Return the dead letters of a group.
	 * @param topic the topic that the group reads
	 * @param group the group, subscribed to here or not
	 * @return its dead letters, on the topic that its subscription here names for them,
	 * or on {@code <topic>.<group>.dlq}
	 * @throws PubSubException {@link dev.sprocket.pubsub.spi.ErrorKind#INVALID} for a
	 * name that cannot be; {@link dev.sprocket.pubsub.spi.ErrorKind#UNSUPPORTED} where
	 * the backend cannot look at stored messages and no outbox indexes its dead letters
	 */
	DeadLetterQueue deadLetters(String topic, String group);

	/**
	 * Read the body of a stored message, a dead letter for example, as a handler that
	 * takes that class would.
	 * @param message the message with its body
	 * @param type the class
	 * @param <T> the class
	 * @return the message with its payload
	 * @throws UndecodableException if the body is none of that class
	 * @throws PubSubException {@link dev.sprocket.pubsub.spi.ErrorKind#UNAVAILABLE} if
	 * the body is in a claim store that cannot be reached
	 */
	<T> Message<T> decode(Message<byte[]> message, Class<T> type);

	/**
	 * Drain all subscriptions together, then flush the publisher. What waits in an outbox
	 * is safe there and goes out as far as there is time.
	 * @param timeout how long to wait
	 * @return {@code true} if all handlers finished and what was published has an outcome
	 */
	boolean drain(Duration timeout);

	/**
	 * Return the part of this engine in the stop of a process: subscriptions stop
	 * fetching, handlers finish, the publisher is flushed. Auto-configuration registers
	 * it.
	 * @return always the same one
	 */
	LifecycleParticipant lifecycle();

	/**
	 * Drain, for 30 s at most, then close the backend. Idempotent.
	 */
	@Override
	void close();

}
