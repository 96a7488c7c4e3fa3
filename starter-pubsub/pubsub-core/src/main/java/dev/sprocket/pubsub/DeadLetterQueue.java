// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The dead letters of one group of a topic: what its handlers could not handle, kept
 * until a person has it tried again or discards it. Several people, and several
 * instances, may work on it at a time: each letter is redriven or discarded once.
 * Thread-safe. Every method throws {@link PubSubException} if the backend cannot be
 * reached; what was done until then stays done, and the same call goes on with the rest.
 * <pre>
 * DeadLetterQueue letters = pubSub.deadLetters("orders", "billing");
 * letters.redrive(DeadLetterQuery.all().errorType("java.net.ConnectException"), 50);
 * </pre>
 */
public interface DeadLetterQueue {

	/**
	 * The group of a topic of dead letters for which they are kept: no subscription can
	 * be in it. Other groups may subscribe to that topic, to alert for example; they get
	 * copies.
	 */
	String GROUP = "dead-letters";

	/**
	 * A letter that was redriven as often as that is left out where many are redriven: it
	 * would die again. One by one it goes.
	 */
	int MAX_REDRIVES = 10;

	/**
	 * Return the topic that the letters are kept on.
	 * @return the topic
	 */
	String topic();

	/**
	 * Return how many letters are kept on the topic.
	 * @return their number, those of other groups that share the topic included; -1 if
	 * the backend cannot tell
	 */
	long size();

	/**
	 * Find letters, the oldest first.
	 * @param query which; without {@link DeadLetterQuery#max(int)} 100 at most
	 * @return what matches, with bodies; one that is in a claim store is left out and
	 * read by {@link #get}
	 */
	List<FailedMessage> find(DeadLetterQuery query);

	/**
	 * Read one letter.
	 * @param position its {@link FailedMessage#position()}
	 * @return the letter, or empty if it is not there (any more)
	 */
	Optional<FailedMessage> get(long position);

	/**
	 * Send letters back to the group that failed on them, and to no other: with their own
	 * ids, keys, headers and bodies, to be tried as often as a new message. Blocks until
	 * done; one that dies again meanwhile is not sent again. Where keys are parked, see
	 * {@link DeadLetterPolicy.OnFailure#PARK_KEY}, all letters of their keys go, in the
	 * order in which they were published and before what is new. Where an outbox indexes
	 * the letters it sends them, as soon as the backend takes them.
	 * @param query which: all that are there now, unless {@link DeadLetterQuery#max(int)}
	 * says how many; those that are left because of {@link #MAX_REDRIVES}, or because
	 * they lack a part of their message, are not among them
	 * @param perSecond how many a second at most; 0 for as fast as it goes
	 * @return what became of them
	 */
	RedriveResult redrive(DeadLetterQuery query, int perSecond);

	/**
	 * Send one letter back to the group that failed on it; where keys are parked, with it
	 * all others of its key, or those before the next that lacks a part of its message.
	 * @param position its {@link FailedMessage#position()}
	 * @return how many were sent back; 0 if it is not there (any more)
	 * @throws PubSubException {@link dev.sprocket.pubsub.spi.ErrorKind#INVALID} if it
	 * lacks a part of its message, see {@link FailedMessage#missing()}, or one before it
	 * on its parked key does
	 */
	int redrive(long position);

	/**
	 * Change one letter, then send it back to the group that failed on it; where keys are
	 * parked, with it all others of its key, unchanged, or those before the next that
	 * lacks a part of its message.
	 * @param position its {@link FailedMessage#position()}
	 * @param edit is given the message as it was published, with the body as a
	 * {@code byte[]}, and returns what to send instead; it keeps its id
	 * @return how many were sent back; 0 if it is not there (any more)
	 * @throws PubSubException {@link dev.sprocket.pubsub.spi.ErrorKind#INVALID} if the
	 * edited message could not be published, or has another topic, or one before it on
	 * its parked key lacks a part of its message; then nothing was sent
	 */
	int redrive(long position, UnaryOperator<OutgoingMessage> edit);

	/**
	 * Delete letters for good.
	 * @param query which: all that are there now, unless {@link DeadLetterQuery#max(int)}
	 * says how many
	 * @return how many
	 */
	int discard(DeadLetterQuery query);

	/**
	 * Delete one letter for good.
	 * @param position its {@link FailedMessage#position()}
	 * @return {@code false} if it is not there (any more)
	 */
	boolean discard(long position);

}
