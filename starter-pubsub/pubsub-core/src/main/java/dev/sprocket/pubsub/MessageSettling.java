// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.List;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * Each message is settled by itself.
 *
 * @param settler gathers settlements
 * @param extensible whether leases can be extended
 */
record MessageSettling(Settler settler, boolean extensible) implements Settling {

	@Override
	public int begin(Delivery delivery) {
		return Math.max(1, delivery.attempt());
	}

	@Override
	public void done(Attempt attempt) {
		this.settler.add(new Settlement.Ack(attempt.delivery()), attempt);
	}

	@Override
	public void reject(Attempt attempt) {
		this.settler.add(new Settlement.Reject(attempt.delivery()), attempt);
	}

	@Override
	public void forwarded(Attempt attempt) {
		this.settler.forwarded(attempt);
	}

	@Override
	public void release(Attempt attempt, Duration delay, boolean attempted) {
		this.settler.add(new Settlement.Release(attempt.delivery(), delay, attempted), attempt);
	}

	@Override
	public void failed(Attempt attempt) {
	}

	@Override
	public void extend(Attempt attempt, Duration lease) {
		if (this.extensible) {
			this.settler.add(new Settlement.Extend(attempt.delivery(), lease), attempt);
		}
	}

	@Override
	public void lost(Attempt attempt) {
		this.settler.lost(attempt);
	}

	@Override
	public void expired(Attempt attempt, List<Attempt> behind) {
		freed(behind);
		lost(attempt);
	}

	@Override
	public void freed(List<Attempt> behind) {
		behind.forEach((next) -> release(next, Duration.ZERO, false));
	}

	@Override
	public boolean hasUnreleased() {
		return this.settler.hasUnreleased();
	}

	@Override
	public int flush(Receiver receiver) {
		int done = this.settler.takeForwarded();
		while (!this.settler.isEmpty()) {
			done += this.settler.flush(receiver);
		}
		return done;
	}

}
