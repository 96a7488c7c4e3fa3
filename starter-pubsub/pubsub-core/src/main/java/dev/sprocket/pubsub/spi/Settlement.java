// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What to do with a delivery.
 */
public sealed interface Settlement {

	/**
	 * Done with: never again for this group.
	 *
	 * @param delivery the delivery
	 */
	record Ack(Delivery delivery) implements Settlement {

	}

	/**
	 * Done with everything on a lane up to a position, for brokers that settle
	 * cumulatively ({@link Capabilities#cumulative()}). It is the only settlement there:
	 * what is not done through it comes again to the next owner of the lane, and the
	 * others are {@link ErrorKind#UNSUPPORTED}.
	 *
	 * @param lane the lane
	 * @param position the last position done, inclusive; one less than the first
	 * delivered to change only the note
	 * @param note at most 4,000 bytes to keep with the position (which later messages are
	 * done too, how often others were tried), handed back by
	 * {@link LaneListener#lanesAssigned}; {@code null} for none
	 */
	record AckThrough(Lane lane, long position, @Nullable String note) implements Settlement {

	}

	/**
	 * Not done: deliver again, to any member of the group.
	 *
	 * @param delivery the delivery
	 * @param delay not before that; zero for at once. Positive only where
	 * {@link Capability#RELEASE_DELAY} is native, and not above
	 * {@link Limits#maxReleaseDelay()}
	 * @param attempted whether a handler began to work on it; if not, the delivery does
	 * not count as an attempt where the broker lets us say so
	 */
	record Release(Delivery delivery, Duration delay, boolean attempted) implements Settlement {

		public Release {
			Objects.requireNonNull(delay, "A message is given back after some time, not null");
		}

	}

	/**
	 * Never again, and not done: moves it to the broker's own dead letters where it has
	 * some, else as {@link Ack}. The engine sends it only after its own dead letter is
	 * stored, or where the user wants none.
	 *
	 * @param delivery the delivery
	 */
	record Reject(Delivery delivery) implements Settlement {

	}

	/**
	 * Still at work: keep the lease for longer. Where it cannot be kept for as long the
	 * outcome is {@link SettleOutcome#extendedUntil}.
	 *
	 * @param delivery the delivery
	 * @param lease from now
	 */
	record Extend(Delivery delivery, Duration lease) implements Settlement {

		public Extend {
			Objects.requireNonNull(lease, "A lease is kept for some time, not null");
		}

	}

}
