// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.LaneListener;

/**
 * Hands lanes over to another member: what no handler has begun is left to it, what is at
 * work is waited for until the limit, then abandoned, and the position is committed.
 */
final class LaneHandover implements LaneListener {

	private static final Duration REFUSED_FOR = Duration.ofMillis(500);

	private static final Duration COMMIT_PAUSE = Duration.ofMillis(50);

	private final Outstanding outstanding;

	private final HandlerQueue queue;

	private final LaneSettling settling;

	private final Duration limit;

	private final Engine engine;

	/**
	 * Create a handover.
	 * @param outstanding what is fetched and not settled
	 * @param queue between engine and handlers
	 * @param settling the progress of lanes
	 * @param limit how long handlers may hold up the other members of the group
	 * @param engine what goes on meanwhile
	 */
	LaneHandover(Outstanding outstanding, HandlerQueue queue, LaneSettling settling, Duration limit, Engine engine) {
		this.outstanding = outstanding;
		this.queue = queue;
		this.settling = settling;
		this.limit = limit;
		this.engine = engine;
	}

	@Override
	public void lanesAssigned(Map<Lane, @Nullable String> lanes) {
		this.settling.assigned(lanes);
	}

	@Override
	public void lanesRevoking(Collection<Lane> lanes, Deadline deadline) {
		Deadline end = deadline.atMost(this.limit);
		settleWhatIsIn(lanes);
		while (!of(lanes).isEmpty() && !end.isOver() && !this.engine.isAbandoning()) {
			this.queue.pauseEngine(earlier(end.remaining(), this.engine.untilDue()), true);
			settleWhatIsIn(lanes);
		}
		commit(lanes);
		lanesLost(lanes);
	}

	// A broker may refuse a commit for the moment in which it shares lanes out anew.

	private void commit(Collection<Lane> lanes) {
		Deadline end = Deadline.after(REFUSED_FOR);
		this.settling.beSure();
		this.engine.goOn();
		while (!this.settling.isCommitted(lanes) && !end.isOver() && !this.engine.isAbandoning()) {
			this.queue.pauseEngine(COMMIT_PAUSE, false);
			this.settling.beSure();
			this.engine.goOn();
		}
	}

	private static Duration earlier(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

	private void settleWhatIsIn(Collection<Lane> lanes) {
		this.engine.carryOutVerdicts();
		leaveWhatWaits(lanes);
		this.engine.goOn();
	}

	private void leaveWhatWaits(Collection<Lane> lanes) {
		this.queue.removeWaiting((attempt) -> lanes.contains(attempt.delivery().lane()))
			.forEach(this.outstanding::remove);
		for (Attempt attempt : of(lanes)) {
			if (attempt.waitsForRetry) {
				this.outstanding.remove(attempt);
				this.queue.resolved(attempt);
			}
		}
	}

	private List<Attempt> of(Collection<Lane> lanes) {
		return this.outstanding.all().stream().filter((attempt) -> lanes.contains(attempt.delivery().lane())).toList();
	}

	@Override
	public void lanesLost(Collection<Lane> lanes) {
		leaveWhatWaits(lanes);
		for (Attempt attempt : of(lanes)) {
			this.queue.abandon(attempt);
			this.outstanding.remove(attempt);
		}
		this.settling.gone(lanes);
	}

	/**
	 * What the engine does while it hands lanes over instead of fetching.
	 */
	interface Engine {

		void carryOutVerdicts();

		/**
		 * Do what is due, and commit.
		 */
		void goOn();

		/**
		 * Return when there is something to do again.
		 * @return from now
		 */
		Duration untilDue();

		/**
		 * Return whether handlers are not to be waited for any more.
		 * @return {@code true} once a drain has timed out
		 */
		boolean isAbandoning();

	}

}
