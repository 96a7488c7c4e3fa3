// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * Messages are settled by position, lane by lane. A lane whose oldest unfinished message
 * is too far behind is paused until that is done.
 */
final class LaneSettling implements Settling {

	private static final int WINDOW = 1_000;

	/** A commit is a round trip: under load there is one in that time. */
	private static final long COMMIT_MILLIS = 20;

	/** What was sent and did not arrive is sent again after that. */
	private static final long SURE_MILLIS = 1_000;

	private static final Backoff BACKOFF = new Backoff(250, 2_000);

	private final Clock clock;

	private final Outstanding outstanding;

	private final HandlerQueue queue;

	private final Agenda agenda;

	private final long lease;

	private final Map<Lane, LaneProgress> lanes = new HashMap<>();

	/** Of the message before: the next one is mostly of the same lane. */
	private @Nullable LaneProgress last;

	private int finished;

	private int uncommitted;

	private long committedAt;

	private long notBefore;

	private long sureAt;

	private boolean mustBeSure;

	private final Outage outage;

	/**
	 * Create it.
	 * @param who how log lines begin
	 * @param clock the clock
	 * @param outstanding what is fetched and not settled
	 * @param queue between engine and handlers
	 * @param agenda what is to be done later
	 * @param lease how long a message belongs to whoever handles it
	 */
	LaneSettling(String who, Clock clock, Outstanding outstanding, HandlerQueue queue, Agenda agenda, Duration lease) {
		this.outage = new Outage(who, "cannot commit positions, tries again; until then a restart repeats messages",
				"commits positions again", BACKOFF);
		this.clock = clock;
		this.outstanding = outstanding;
		this.queue = queue;
		this.agenda = agenda;
		this.lease = lease.toMillis();
	}

	void assigned(Map<Lane, @Nullable String> notes) {
		this.last = null;
		notes.forEach((lane, note) -> this.lanes.put(lane, new LaneProgress(lane, note)));
	}

	void gone(Collection<Lane> gone) {
		this.last = null;
		gone.forEach(this.lanes::remove);
	}

	boolean isCommitted(Collection<Lane> some) {
		return some.stream().map(this.lanes::get).noneMatch((progress) -> progress != null && progress.isUncommitted());
	}

	private LaneProgress progress(Lane lane) {
		LaneProgress found = find(lane);
		if (found == null) {
			found = new LaneProgress(lane, null);
			this.lanes.put(lane, found);
		}
		return found;
	}

	private @Nullable LaneProgress find(Lane lane) {
		LaneProgress found = this.last;
		if (found == null || found.lane() != lane) {
			found = this.lanes.get(lane);
			this.last = found;
		}
		return found;
	}

	@Override
	public int begin(Delivery delivery) {
		int before = progress(delivery.lane()).begin(delivery.position());
		return (before < 0) ? 0 : Math.max(delivery.attempt(), before + 1);
	}

	@Override
	public void done(Attempt attempt) {
		LaneProgress progress = find(attempt.delivery().lane());
		if (progress != null) {
			progress.finish(attempt.delivery().position());
			this.finished++;
			this.uncommitted++;
		}
		this.outstanding.remove(attempt);
	}

	@Override
	public void reject(Attempt attempt) {
		done(attempt);
	}

	@Override
	public void forwarded(Attempt attempt) {
		done(attempt);
	}

	@Override
	public void release(Attempt attempt, Duration delay, boolean attempted) {
		if (attempted) {
			failed(attempt);
		}
		this.outstanding.remove(attempt);
	}

	@Override
	public void failed(Attempt attempt) {
		LaneProgress progress = find(attempt.delivery().lane());
		if (progress != null) {
			progress.failed(attempt.delivery().position(), attempt.number());
		}
	}

	@Override
	public void extend(Attempt attempt, Duration lease) {
		// the lane is kept by fetching from it; the lease of the message is the engine's
		attempt.leaseUntil = this.clock.millis() + lease.toMillis();
	}

	/**
	 * Nobody else delivers it again while the lane is ours, and the position waits for
	 * it: so it comes again here, after the lease.
	 */
	@Override
	public void lost(Attempt attempt) {
		if (this.outstanding.contains(attempt)) {
			List<Attempt> behind = this.queue.forget(attempt);
			this.outstanding.waits(attempt, true);
			behind.forEach((next) -> this.outstanding.waits(next, true));
			this.agenda.add(this.clock.millis() + this.lease, attempt, () -> expired(attempt, behind));
		}
	}

	@Override
	public void expired(Attempt attempt, List<Attempt> behind) {
		failed(attempt);
		Attempt again = attempt.again(attempt.number() + 1);
		again.leaseUntil = this.clock.millis() + this.lease;
		List<Attempt> waiting = new ArrayList<>(List.of(again));
		waiting.addAll(behind);
		waiting.addAll(this.queue.forget(attempt));
		waiting.forEach((next) -> this.outstanding.waits(next, false));
		this.outstanding.replace(attempt, again);
		this.queue.offer(waiting.stream().filter(this.outstanding::contains).toList());
	}

	@Override
	public void freed(List<Attempt> behind) {
		this.queue.offer(behind);
	}

	@Override
	public boolean hasUnreleased() {
		return false;
	}

	@Override
	public int flush(Receiver receiver) {
		bound(receiver);
		long now = this.clock.millis();
		boolean sure = this.mustBeSure || (isTime(now) && (isQuiet() || now - this.sureAt >= SURE_MILLIS));
		if (now >= this.notBefore && (sure || isTime(now) || isMuch())) {
			commit(receiver, now, sure);
			this.mustBeSure = false;
		}
		int done = this.finished;
		this.finished = 0;
		return done;
	}

	private boolean isTime(long now) {
		// a clock may be set back
		return now < this.committedAt || now - this.committedAt >= COMMIT_MILLIS;
	}

	private boolean isQuiet() {
		return this.outstanding.isEmpty() || this.lanes.values().stream().noneMatch(LaneProgress::isChanged);
	}

	// What comes twice after a crash is no more than three times what is fetched ahead:
	// that much waits to be committed, and two such commits may be on their way.

	private boolean isMuch() {
		return this.uncommitted >= this.queue.prefetch();
	}

	@Override
	public void beSure() {
		this.notBefore = 0;
		this.mustBeSure = true;
	}

	@Override
	public long nextFlush() {
		boolean waits = this.lanes.values().stream().anyMatch(LaneProgress::isUncommitted);
		return waits ? Math.max(this.notBefore, this.committedAt + COMMIT_MILLIS) : Long.MAX_VALUE;
	}

	private void bound(Receiver receiver) {
		for (Map.Entry<Lane, LaneProgress> entry : this.lanes.entrySet()) {
			LaneProgress progress = entry.getValue();
			boolean full = progress.window() >= (progress.isPaused() ? WINDOW / 2 : WINDOW);
			if (full && !progress.isPaused()) {
				receiver.pause(List.of(entry.getKey()));
			}
			else if (!full && progress.isPaused()) {
				receiver.resume(List.of(entry.getKey()));
			}
			progress.paused(full);
		}
	}

	private void commit(Receiver receiver, long now, boolean sure) {
		List<LaneProgress> about = new ArrayList<>();
		List<Settlement> settlements = new ArrayList<>();
		for (LaneProgress progress : this.lanes.values()) {
			Settlement settlement = progress.commit(sure);
			if (settlement != null) {
				about.add(progress);
				settlements.add(settlement);
			}
		}
		if (settlements.isEmpty()) {
			return;
		}
		this.uncommitted = 0;
		this.committedAt = now;
		this.sureAt = sure ? now : this.sureAt;
		try {
			outcomes(about, sure ? receiver.settle(settlements) : receiver.settleAsync(settlements));
		}
		catch (RuntimeException ex) {
			about.forEach(LaneProgress::repeat);
			failed(BackendFailures.of(ex));
		}
	}

	private void outcomes(List<LaneProgress> about, List<SettleOutcome> outcomes) {
		SettleOutcome failed = null;
		for (int i = 0; i < about.size(); i++) {
			if (outcomes.get(i).status() == SettleOutcome.Status.FAILED) {
				failed = outcomes.get(i);
				about.get(i).repeat();
			}
		}
		if (failed != null) {
			failed(failed.failure());
		}
		else {
			this.outage.over();
		}
	}

	private void failed(@Nullable BackendException failure) {
		this.notBefore = this.clock.millis() + this.outage.failed(failure);
	}

}
