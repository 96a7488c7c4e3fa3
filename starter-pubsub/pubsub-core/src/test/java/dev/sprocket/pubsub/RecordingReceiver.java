// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * Remembers what is committed.
 */
final class RecordingReceiver implements Receiver {

	final Map<Lane, Long> committed = new HashMap<>();

	final Map<Lane, String> notes = new HashMap<>();

	final List<Settlement> settled = new ArrayList<>();

	int refusals;

	/** How many calls meet an error of the backend's own. */
	int errors;

	/** How many commits that nobody waits for do not arrive. */
	int dropped;

	/** How many commits nobody waited for. */
	int sent;

	/** Beyond when leases cannot be extended, by the position of the message. */
	final Map<Long, Instant> leaseEnds = new HashMap<>();

	private final Clock clock;

	RecordingReceiver() {
		this(Clock.systemUTC());
	}

	RecordingReceiver(Clock clock) {
		this.clock = clock;
	}

	@Override
	public List<Delivery> receive(int max, Duration wait) {
		return List.of();
	}

	@Override
	public void pause(Collection<Lane> lanes) {
	}

	@Override
	public void resume(Collection<Lane> lanes) {
	}

	@Override
	public List<SettleOutcome> settle(List<Settlement> settlements) {
		if (this.errors > 0) {
			this.errors--;
			throw new IllegalStateException("broken on purpose");
		}
		if (this.refusals > 0) {
			this.refusals--;
			throw new BackendException(ErrorKind.UNAVAILABLE, "The group shares its lanes out anew", null);
		}
		this.settled.addAll(settlements);
		for (Settlement settlement : settlements) {
			if (settlement instanceof Settlement.AckThrough done) {
				this.committed.put(done.lane(), done.position());
				this.notes.put(done.lane(), String.valueOf(done.note()));
			}
		}
		return settlements.stream().map(this::outcome).toList();
	}

	private SettleOutcome outcome(Settlement settlement) {
		if (settlement instanceof Settlement.Extend extend) {
			Instant end = this.leaseEnds.getOrDefault(extend.delivery().position(), Instant.MAX);
			return (this.clock.instant().plus(extend.lease()).isAfter(end)) ? SettleOutcome.extendedUntil(end)
					: SettleOutcome.DONE;
		}
		return SettleOutcome.DONE;
	}

	@Override
	public List<SettleOutcome> settleAsync(List<Settlement> settlements) {
		if (this.dropped > 0) {
			this.dropped--;
			return settlements.stream().map((settlement) -> SettleOutcome.DONE).toList();
		}
		List<SettleOutcome> outcomes = settle(settlements);
		this.sent++;
		return outcomes;
	}

	@Override
	public void wakeup() {
	}

	@Override
	public void close() {
	}

}
