// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.lifecycle.Deadline;

/**
 * Told by a receiver about lanes that come and go. Called on the engine thread, inside
 * {@link Receiver#receive} or {@link Receiver#close()}. A backend with one fixed lane
 * never calls it.
 */
public interface LaneListener {

	/** Takes no notice. */
	LaneListener NONE = new LaneListener() {

	};

	/**
	 * Lanes were given to this receiver. Told before the first delivery of each, and
	 * again after {@link #lanesLost} if its positions begin anew: without a note.
	 * @param lanes each with the note of the last {@link Settlement.AckThrough} on it, if
	 * the broker kept one
	 */
	default void lanesAssigned(Map<Lane, @Nullable String> lanes) {
	}

	/**
	 * Lanes are about to go to another member. The engine finishes or abandons what it
	 * holds of them and may call {@link Receiver#settle} from inside; the lanes are still
	 * owned until this returns, and no other lane is served.
	 * @param lanes the lanes
	 * @param deadline when the broker takes them anyway; minutes on some brokers, so that
	 * the engine waits for its handlers no longer than the lease of the subscription
	 */
	default void lanesRevoking(Collection<Lane> lanes, Deadline deadline) {
	}

	/**
	 * Lanes were taken without notice; settling them is
	 * {@link SettleOutcome.Status#STALE}.
	 * @param lanes the lanes
	 */
	default void lanesLost(Collection<Lane> lanes) {
	}

}
