// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Publishes messages. Thread-safe; inject the bean. Callers that publish at the same time
 * share a batch, so a blocking call is cheap.
 */
public interface Publisher {

	/**
	 * Publish and wait until the message is durable or enlisted in the transaction of
	 * this thread.
	 * @param message the message
	 * @return how it was stored
	 * @throws PubSubException if it was not stored, or, for
	 * {@link dev.sprocket.pubsub.spi.ErrorKind#TIMEOUT}, if nobody knows whether it was;
	 * {@link PubSubException#kind()} says whether the same call may work later
	 */
	PublishResult publish(OutgoingMessage message);

	/**
	 * Publish a payload to a topic and wait; short for a message with no more than that.
	 * @param topic the topic
	 * @param payload the payload
	 * @return how it was stored
	 * @throws PubSubException as {@link #publish(OutgoingMessage)} does
	 */
	default PublishResult publish(String topic, Object payload) {
		return publish(OutgoingMessage.of(topic, payload));
	}

	/**
	 * Publish without waiting for the store. The payload is encoded before this returns.
	 * Waits only while 10,000 messages or 64 MiB are on their way already, at most for
	 * the publish time-out, and while the client of the backend connects, looks up a
	 * topic or has no room, which has time-outs of its own: this thread may be the one
	 * that hands messages over, those of others as well.
	 * @param message the message
	 * @return completes once the message is stored, or with a {@link PubSubException};
	 * never stays open past the publish time-out
	 */
	CompletableFuture<PublishResult> publishAsync(OutgoingMessage message);

	/**
	 * Publish many and wait. Each succeeds or fails by itself, except inside a
	 * transaction, where all share its fate.
	 * @param messages the messages, of any topics
	 * @return one entry for each, in the same order
	 * @throws PubSubException inside a transaction, if they could not be enlisted in it
	 */
	PublishAllResult publishAll(List<OutgoingMessage> messages);

	/**
	 * Wait until everything published before this call is stored or has failed.
	 */
	void flush();

	/**
	 * Return a publisher with another way to deal with transactions.
	 * @param policy the policy
	 * @return a publisher that shares everything else with this one
	 */
	Publisher withTransactions(TransactionPolicy policy);

}
