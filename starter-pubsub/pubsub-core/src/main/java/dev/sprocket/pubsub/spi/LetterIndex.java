// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.util.concurrent.CompletableFuture;

/**
 * Keeps dead letters of a backend without {@link Backend#browser()} once more, where they
 * can be looked at. The engine stores a letter on its topic, then here, and only then
 * acknowledges the message: a letter is here as long as nobody has dealt with it,
 * whatever became of it on its topic.
 * <p>
 * {@link #move} stores its target for the backend, to be sent as {@link Outbox#enlist}
 * would have it. Thread-safe.
 */
public interface LetterIndex extends Browser {

	/**
	 * Keep a letter for a group, unless it is kept already: one whose acknowledgment was
	 * lost comes again under the same {@link OutboundMessage#id()}.
	 * @param group the group that looks after the letters
	 * @param letter the letter, as it was stored on its topic
	 * @return completes once the letter is durable, on any thread; exceptionally with a
	 * {@link BackendException} if it may not be
	 */
	CompletableFuture<?> keep(String group, OutboundMessage letter);

	/**
	 * Return what is kept for a group.
	 * @param topic the topic of the letters
	 * @param group the group
	 * @return how many letters, and since when
	 * @throws BackendException if the store cannot be read
	 */
	Lag lag(String topic, String group);

}
