// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * Fetches messages for one subscription and settles them. Belongs to one engine thread;
 * only {@link #wakeup()} may be called from others.
 */
public interface Receiver extends AutoCloseable {

	/**
	 * Fetch messages. Returns as soon as there is at least one, does not wait to fill up.
	 * Messages of one lane come in the order of their positions. Called again and again,
	 * with {@code max} 0 while the engine has enough, at least every
	 * {@link Capabilities#maxIdle()}, so that membership of a group stays alive.
	 * @param max how many at most; 0 to keep the membership alive and learn of lanes
	 * @param wait how long to wait when there is nothing, by the clock of the backend
	 * @return the messages, empty after the wait or a {@link #wakeup()}
	 * @throws BackendException if the broker fails, or cannot be reached for more than a
	 * few seconds; the engine says so, backs off and calls again. With
	 * {@link ErrorKind#CLOSED} this receiver receives no more, such as a member that its
	 * group has refused for good: the engine settles what it can, closes it and opens
	 * another
	 */
	List<Delivery> receive(int max, Duration wait);

	/**
	 * Stop fetching from lanes; what was returned already stays with the engine. Asked
	 * only of brokers that settle cumulatively ({@link Capabilities#cumulative()}): of
	 * others no more is fetched than there is room for.
	 * @param lanes lanes named in a delivery or to the listener
	 */
	default void pause(Collection<Lane> lanes) {
	}

	/**
	 * Fetch from paused lanes again.
	 * @param lanes lanes paused before
	 */
	default void resume(Collection<Lane> lanes) {
	}

	/**
	 * Settle deliveries. One call is one network batch or one commit. While a group
	 * shares its lanes out anew an entry may fail as {@link ErrorKind#UNAVAILABLE}: the
	 * engine tries it again after the next {@link #receive}.
	 * @param settlements what to do, in order
	 * @return one outcome for each, in the same order
	 * @throws BackendException stands for every entry; the engine tries again or lets the
	 * lease run out
	 */
	List<SettleOutcome> settle(List<Settlement> settlements);

	/**
	 * Say how far lanes have come, without waiting for the answer of the broker: for
	 * where messages are settled cumulatively and the engine has more to do meanwhile. It
	 * settles the same or later positions by {@link #settle} before lanes are handed
	 * over, before the receiver is closed, when nothing is left to do, and once a second.
	 * <p>
	 * No more than two calls are unanswered: a third waits, and so does one after a call
	 * that failed. By default this is {@link #settle}.
	 * @param settlements each an {@link Settlement.AckThrough}
	 * @return one outcome for each, in the same order; {@link SettleOutcome#DONE} if it
	 * was sent
	 * @throws BackendException stands for every entry; the engine tries again
	 */
	default List<SettleOutcome> settleAsync(List<Settlement> settlements) {
		return settle(settlements);
	}

	/**
	 * Make a blocked {@link #receive} return now, or the next one if none is blocked.
	 * Thread-safe, cheap, idempotent.
	 */
	void wakeup();

	/**
	 * Leave the group so that others take over at once. What was not settled is released
	 * where the broker can. Idempotent.
	 */
	@Override
	void close();

}
