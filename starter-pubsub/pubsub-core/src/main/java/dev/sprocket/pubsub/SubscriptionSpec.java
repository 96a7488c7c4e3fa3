// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.batch.BatchPolicy;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.ReceiverSpec;

/**
 * What to subscribe to, and how. Immutable: each method returns a copy.
 *
 * @param topic the topic
 * @param group the group
 * @param type the class of the payload; {@link dev.sprocket.pubsub.spi.Delivery} for the
 * message as the backend handed it over, headers of the engine included and undecoded
 * @param handler name of the handler for logs and dead letters
 * @param ordering the order asked for
 * @param concurrency how many messages are handled at a time; 0 for the default
 * @param ackMode who acknowledges
 * @param inbox whether effects on the pub/sub data source are exactly-once
 * @param retry when and how often a failed message is tried again
 * @param deadLetter where a message goes that nobody can handle
 * @param lease how long a fetched message is ours unless extended; extended by itself
 * while a handler runs; 30 s by default, 365 days at most
 * @param maxProcessingTime for how long from its start a handler keeps the lease; it is
 * not extended past that; 15 min by default, 365 days at most
 * @param batch how messages are gathered for a handler that takes several at a time, or
 * {@code null} for one that takes them one by one
 * @param <T> the type of the payload
 */
public record SubscriptionSpec<T>(String topic, String group, Class<T> type, String handler, Ordering ordering,
		int concurrency, AckMode ackMode, boolean inbox, RetryPolicy retry, DeadLetterPolicy deadLetter, Duration lease,
		Duration maxProcessingTime, @Nullable BatchPolicy batch) {

	/**
	 * Return a specification with all defaults.
	 * @param topic the topic
	 * @param group the group
	 * @param type the class of the payload
	 * @param <T> the type of the payload
	 * @return the specification
	 */
	public static <T> SubscriptionSpec<T> of(String topic, String group, Class<T> type) {
		return new SubscriptionSpec<>(topic, group, type, group, Ordering.NONE, 0, AckMode.AUTO, false,
				RetryPolicy.DEFAULT, DeadLetterPolicy.DEFAULT, Duration.ofSeconds(30), Duration.ofMinutes(15), null);
	}

	/**
	 * Return a specification with all defaults for a topic that knows what it carries.
	 * @param topic the topic
	 * @param group the group
	 * @param <T> the type of the payload
	 * @return the specification
	 */
	public static <T> SubscriptionSpec<T> of(Topic<T> topic, String group) {
		return of(topic.name(), group, topic.type());
	}

	/**
	 * Set the order.
	 * @param ordering the order
	 * @return a copy with it
	 */
	public SubscriptionSpec<T> ordering(Ordering ordering) {
		return new SubscriptionSpec<>(this.topic, this.group, this.type, this.handler, ordering, this.concurrency,
				this.ackMode, this.inbox, this.retry, this.deadLetter, this.lease, this.maxProcessingTime, this.batch);
	}

	/**
	 * Set how many messages are handled at a time.
	 * @param concurrency at least 1
	 * @return a copy with it
	 */
	public SubscriptionSpec<T> concurrency(int concurrency) {
		return new SubscriptionSpec<>(this.topic, this.group, this.type, this.handler, this.ordering, concurrency,
				this.ackMode, this.inbox, this.retry, this.deadLetter, this.lease, this.maxProcessingTime, this.batch);
	}

	/**
	 * Set who acknowledges.
	 * @param ackMode the mode
	 * @return a copy with it
	 */
	public SubscriptionSpec<T> ackMode(AckMode ackMode) {
		return new SubscriptionSpec<>(this.topic, this.group, this.type, this.handler, this.ordering, this.concurrency,
				ackMode, this.inbox, this.retry, this.deadLetter, this.lease, this.maxProcessingTime, this.batch);
	}

	/**
	 * Set whether effects on the pub/sub data source are exactly-once.
	 * @param inbox whether they are
	 * @return a copy with it
	 */
	public SubscriptionSpec<T> inbox(boolean inbox) {
		return new SubscriptionSpec<>(this.topic, this.group, this.type, this.handler, this.ordering, this.concurrency,
				this.ackMode, inbox, this.retry, this.deadLetter, this.lease, this.maxProcessingTime, this.batch);
	}

	/**
	 * Set the retry policy.
	 * @param retry the policy
	 * @return a copy with it
	 */
	public SubscriptionSpec<T> retry(RetryPolicy retry) {
		return new SubscriptionSpec<>(this.topic, this.group, this.type, this.handler, this.ordering, this.concurrency,
				this.ackMode, this.inbox, retry, this.deadLetter, this.lease, this.maxProcessingTime, this.batch);
	}

	/**
	 * Set the dead-letter policy.
	 * @param deadLetter the policy
	 * @return a copy with it
	 */
	public SubscriptionSpec<T> deadLetter(DeadLetterPolicy deadLetter) {
		return new SubscriptionSpec<>(this.topic, this.group, this.type, this.handler, this.ordering, this.concurrency,
				this.ackMode, this.inbox, this.retry, deadLetter, this.lease, this.maxProcessingTime, this.batch);
	}

	/**
	 * Set the lease and up to when it is extended.
	 * @param lease how long a fetched message is ours unless extended
	 * @param maxProcessingTime for how long from its start a handler keeps the lease; it
	 * is not extended past that
	 * @return a copy with them
	 */
	public SubscriptionSpec<T> lease(Duration lease, Duration maxProcessingTime) {
		return new SubscriptionSpec<>(this.topic, this.group, this.type, this.handler, this.ordering, this.concurrency,
				this.ackMode, this.inbox, this.retry, this.deadLetter, lease, maxProcessingTime, this.batch);
	}

	/**
	 * Set the name of the handler for logs and dead letters.
	 * @param handler the name
	 * @return a copy with it
	 */
	public SubscriptionSpec<T> handler(String handler) {
		return new SubscriptionSpec<>(this.topic, this.group, this.type, handler, this.ordering, this.concurrency,
				this.ackMode, this.inbox, this.retry, this.deadLetter, this.lease, this.maxProcessingTime, this.batch);
	}

	/**
	 * Set how messages are gathered for a handler that takes several at a time, see
	 * {@link PubSub#subscribeBatch}.
	 * @param batch the policy
	 * @return a copy with it
	 */
	public SubscriptionSpec<T> batch(BatchPolicy batch) {
		return new SubscriptionSpec<>(this.topic, this.group, this.type, this.handler, this.ordering, this.concurrency,
				this.ackMode, this.inbox, this.retry, this.deadLetter, this.lease, this.maxProcessingTime, batch);
	}

	/**
	 * Find what is wrong with it whatever the backend can do, names of topic and group
	 * aside.
	 * @return everything, a sentence each; empty if nothing is
	 */
	public List<String> problems() {
		return SubscriptionRules.problems(this);
	}

	ReceiverSpec receiver() {
		return new ReceiverSpec(this.topic, this.group, this.ordering, this.lease, this.deadLetter.enabled());
	}

}
