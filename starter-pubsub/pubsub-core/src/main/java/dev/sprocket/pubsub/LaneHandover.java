// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.Collection;
import java.util.Map;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.LaneListener;

/**
 * Hands lanes over to another member: what no handler has begun is left to it, what is at
 * work is waited for until the deadline, then abandoned, and the position is committed.
 */
final class LaneHandover implements LaneListener {

	private final Outstanding outstanding;

	private final HandlerQueue queue;

	private final LaneSettling settling;

	private final Consumer<Boolean> carryOut;

	/**
	 * Create a handover.
	 * @param outstanding what is fetched and not settled
	 * @param queue between engine and handlers
	 * @param settling the progress of lanes
	 * @param carryOut carries out the verdicts that are in, and commits if told so
	 */
	LaneHandover(Outstanding outstanding, HandlerQueue queue, LaneSettling settling, Consumer<Boolean> carryOut) {
		this.outstanding = outstanding;
		this.queue = queue;
		this.settling = settling;
		this.carryOut = carryOut;
	}

	@Override
	public void lanesAssigned(Map<Lane, @Nullable String> lanes) {
		this.settling.assigned(lanes);
	}

	@Override
	public void lanesRevoking(Collection<Lane> lanes, Deadline deadline) {
		settleWhatIsIn(lanes);
		while (isBusy(lanes) && !deadline.isOver()) {
			this.queue.pauseEngine(deadline.remaining(), true);
			settleWhatIsIn(lanes);
		}
		this.settling.retryNow();
		this.carryOut.accept(true);
		lanesLost(lanes);
	}

	private void settleWhatIsIn(Collection<Lane> lanes) {
		this.carryOut.accept(false);
		for (Attempt attempt : this.outstanding.all()) {
			boolean begun = attempt.isReturned() || attempt.isRunning();
			boolean waits = !begun || attempt.verdict() instanceof Verdict.Retry;
			if (waits && lanes.contains(attempt.delivery().lane())) {
				forget(attempt);
			}
		}
	}

	private boolean isBusy(Collection<Lane> lanes) {
		return this.outstanding.all().stream().anyMatch((attempt) -> lanes.contains(attempt.delivery().lane()));
	}

	@Override
	public void lanesLost(Collection<Lane> lanes) {
		for (Attempt attempt : this.outstanding.all()) {
			if (lanes.contains(attempt.delivery().lane())) {
				this.queue.abandon(attempt);
				forget(attempt);
			}
		}
		this.settling.gone(lanes);
	}

	private void forget(Attempt attempt) {
		this.outstanding.remove(attempt);
		this.queue.forget(attempt);
	}

}
