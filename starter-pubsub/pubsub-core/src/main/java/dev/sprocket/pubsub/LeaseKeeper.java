// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Support;

/**
 * Extends the leases of messages that wait or are at work, a handler's up to the longest
 * processing time, and forgets those whose lease has run out. Where a lease cannot be
 * extended any more its message is given back while no handler has begun it. Belongs to
 * the engine thread.
 */
final class LeaseKeeper {

	private static final long NEVER = Long.MAX_VALUE;

	/** So much before the end of its lease a message is given back, in milliseconds. */
	private static final long MOST_LEAD = 1_000;

	private final SubscriptionContext context;

	private final boolean extensible;

	private final boolean ours;

	private final long lease;

	private final long lead;

	private final long maxProcessing;

	private final List<Attempt> overrun = new ArrayList<>();

	private long nextCheck = NEVER;

	/**
	 * Create a keeper.
	 * @param context what the parts of the subscription share
	 * @param extension who extends the lease of a message; the engine then also gives it
	 */
	LeaseKeeper(SubscriptionContext context, Support extension) {
		this.context = context;
		this.extensible = extension != Support.NONE;
		this.ours = extension == Support.EMULATED;
		this.lease = context.spec().lease().toMillis();
		this.lead = Math.min(MOST_LEAD, this.lease / 10);
		this.maxProcessing = context.spec().maxProcessingTime().toMillis();
	}

	long nextCheck() {
		long next = this.nextCheck;
		for (Attempt stray : this.context.outstanding().strays()) {
			next = Math.min(next, stray.overrunsAt(this.maxProcessing));
		}
		return next;
	}

	/**
	 * Return whether all handlers have overrun: what waits for them had better go to
	 * another member.
	 * @return {@code true} until one returns
	 */
	boolean allHandlersOverrun() {
		this.overrun.removeIf((attempt) -> !attempt.isRunning());
		long handlers = this.overrun.stream().map((attempt) -> attempt.runner).distinct().count();
		return handlers > 0 && handlers >= this.context.queue().concurrency();
	}

	void accepted(Attempt attempt) {
		if (this.ours) {
			attempt.leaseUntil = this.context.clock().millis() + this.lease;
		}
		watch(attempt);
	}

	private void watch(Attempt attempt) {
		if (attempt.leaseUntil != NEVER) {
			this.nextCheck = Math.min(this.nextCheck, attempt.leaseUntil - (this.extensible ? this.lease / 2 : 0));
		}
	}

	void check(long now) {
		checkStrays(now);
		if (now < this.nextCheck) {
			return;
		}
		this.nextCheck = NEVER;
		List<Attempt> lost = new ArrayList<>();
		giveBackEnding(now);
		this.context.outstanding().forEach((attempt) -> check(attempt, now, lost));
		// several of a key may be with one handler: they are to come again in order
		lost.sort(Comparator.comparingLong((attempt) -> attempt.delivery().position()));
		lost.forEach(this::lost);
		if (!lost.isEmpty()) {
			// some come again here
			this.context.outstanding().forEach(this::watch);
		}
	}

	// Nobody would wait for what its handler does. Those behind it must not overtake it.

	private void giveBackEnding(long now) {
		Set<Attempt> ending = new HashSet<>();
		Set<String> keys = new HashSet<>();
		this.context.outstanding().forEach((attempt) -> {
			if (attempt.leaseFinal && attempt.isWaiting() && now >= attempt.leaseUntil - this.lead) {
				ending.add(attempt);
				String key = key(attempt);
				if (key != null) {
					keys.add(key);
				}
			}
		});
		if (!ending.isEmpty()) {
			this.context.queue()
				.removeWaiting((attempt) -> ending.contains(attempt) || isOf(keys, attempt))
				.forEach((attempt) -> this.context.settling().release(attempt, Duration.ZERO, false));
		}
	}

	private @Nullable String key(Attempt attempt) {
		return KeyLane.keyOf(this.context.spec().ordering(), attempt.delivery());
	}

	private boolean isOf(Set<String> keys, Attempt attempt) {
		String key = key(attempt);
		return key != null && keys.contains(key);
	}

	// Their handlers still have what waits behind them.

	private void checkStrays(long now) {
		List<Attempt> strays = this.context.outstanding().strays();
		strays.removeIf((attempt) -> !attempt.isRunning());
		for (Attempt attempt : List.copyOf(strays)) {
			if (attempt.isRunningFor(this.maxProcessing, now)) {
				strays.remove(attempt);
				this.overrun.add(attempt);
				this.context.settling()
					.freed(this.context.queue()
						.closeLane(attempt)
						.stream()
						.filter(this.context.outstanding()::contains)
						.toList());
			}
		}
	}

	private void lost(Attempt attempt) {
		List<Attempt> behind = List.of();
		if (attempt.isRunningFor(this.maxProcessing, this.context.clock().millis())) {
			this.overrun.add(attempt);
			// whoever has it next, here too, does not wait for this handler
			behind = this.context.queue().closeLane(attempt);
		}
		this.context.settling().expired(attempt, behind);
	}

	private void check(Attempt attempt, long now, List<Attempt> lost) {
		if (attempt.leaseUntil == NEVER) {
			return;
		}
		boolean kept = isKept(attempt, now);
		if (kept && now >= attempt.leaseUntil - this.lease / 2) {
			this.context.settling().extend(attempt, this.context.spec().lease());
			this.nextCheck = Math.min(this.nextCheck, Math.min(now + Math.max(1, this.lease / 2), end(attempt, now)));
		}
		else if (now >= attempt.leaseUntil) {
			lost.add(attempt);
		}
		else {
			this.nextCheck = Math.min(this.nextCheck, kept ? attempt.leaseUntil - this.lease / 2 : end(attempt, now));
		}
	}

	private long end(Attempt attempt, long now) {
		long early = attempt.leaseUntil - this.lead;
		if (early > now) {
			return early;
		}
		return (attempt.leaseUntil > now) ? attempt.leaseUntil : NEVER;
	}

	private boolean isKept(Attempt attempt, long now) {
		if (!this.extensible || attempt.leaseFinal || attempt.isRunningFor(this.maxProcessing, now)) {
			return false;
		}
		// a message that a handler kept after it returned is the handler's to extend
		return !attempt.isReturned() || attempt.verdict() != null;
	}

}
