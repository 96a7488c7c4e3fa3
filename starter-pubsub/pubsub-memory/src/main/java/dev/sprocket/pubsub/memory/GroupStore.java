// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Lag;

/**
 * The messages of one group that are not settled. Guarded by the lock of the backend.
 */
final class GroupStore {

	private final Deque<Entry> fresh = new ArrayDeque<>();

	private final PriorityQueue<Entry> returned = new PriorityQueue<>(Comparator.comparingLong(Entry::position));

	private final PriorityQueue<Entry> delayed = new PriorityQueue<>(
			Comparator.<Entry>comparingLong((entry) -> entry.due).thenComparingLong(Entry::position));

	private final Leases leases = new Leases();

	private final OrderGuard order = new OrderGuard();

	private final List<MemoryReceiver> receivers = new ArrayList<>();

	private int unsettled;

	void add(StoredMessage message, long now) {
		Entry entry = new Entry(message);
		this.unsettled++;
		long due = (message.message().deliverAt() != null) ? message.message().deliverAt().toEpochMilli() : 0;
		if (due > now) {
			entry.due = due;
			this.delayed.add(entry);
		}
		else {
			this.fresh.add(entry);
		}
	}

	int unsettled() {
		return this.unsettled;
	}

	Lag lag() {
		int elsewhere = this.leases.size() + this.delayed.size() + this.order.parked().size();
		Instant oldest = Stream.of(this.fresh, this.returned)
			.flatMap(Collection::stream)
			.filter((entry) -> !entry.gone)
			.min(Comparator.comparingLong(Entry::position))
			.map((entry) -> entry.message.storedAt())
			.orElse(null);
		return new Lag(this.unsettled, (oldest != null) ? Math.max(1, this.unsettled - elsewhere) : 0, oldest);
	}

	int held() {
		return this.leases.size();
	}

	void join(MemoryReceiver receiver) {
		this.receivers.add(receiver);
	}

	void leave(MemoryReceiver receiver) {
		if (this.receivers.remove(receiver)) {
			for (Lease lease : this.leases.removeOf(receiver)) {
				lease.entry.attempts--;
				giveBack(lease);
			}
			signal();
		}
	}

	void signal() {
		for (MemoryReceiver receiver : this.receivers) {
			receiver.signal();
		}
	}

	/**
	 * Hand out the next message.
	 * @param receiver to whom
	 * @param now the time
	 * @return the lease, or {@code null} if there is nothing for it now
	 */
	@Nullable Lease take(MemoryReceiver receiver, long now) {
		for (Entry entry = poll(); entry != null; entry = poll()) {
			if (entry.gone) {
				continue;
			}
			if (entry.message.expiresAt() <= now) {
				settle(entry);
				continue;
			}
			String lane = OrderGuard.laneOf(entry, receiver.ordering());
			if (lane == null || this.order.admits(lane, entry, receiver)) {
				return lease(entry, lane, receiver, now);
			}
		}
		return null;
	}

	private Lease lease(Entry entry, @Nullable String lane, MemoryReceiver receiver, long now) {
		if (lane != null) {
			this.order.held(lane, receiver);
		}
		entry.attempts++;
		Lease lease = new Lease(entry, receiver, now + receiver.leaseMillis());
		this.leases.add(lease);
		return lease;
	}

	private @Nullable Entry poll() {
		Entry first = this.returned.peek();
		Entry fresh = this.fresh.peekFirst();
		if (first != null && (fresh == null || first.position() < fresh.position())) {
			return this.returned.poll();
		}
		return this.fresh.pollFirst();
	}

	/**
	 * Make ready what has become due and what was leased for too long.
	 * @param now the time
	 */
	void tick(long now) {
		for (Lease lease : this.leases.removeExpired(now)) {
			giveBack(lease);
		}
		while (!this.delayed.isEmpty() && this.delayed.peek().due <= now) {
			Entry entry = this.delayed.poll();
			this.returned.add(entry);
			if (entry.retryLane != null) {
				this.returned.addAll(this.order.retryDue(entry.retryLane));
				entry.retryLane = null;
			}
		}
	}

	long nextDue() {
		Entry first = this.delayed.peek();
		return Math.min((first != null) ? first.due : Long.MAX_VALUE, this.leases.nextExpiry());
	}

	void ack(Lease lease) {
		this.leases.remove(lease);
		free(lease);
		settle(lease.entry);
	}

	void release(Lease lease, long due, boolean attempted, long now) {
		this.leases.remove(lease);
		Entry entry = lease.entry;
		if (!attempted) {
			entry.attempts--;
		}
		if (due <= now) {
			giveBack(lease);
			return;
		}
		entry.due = due;
		entry.retryLane = OrderGuard.laneOf(entry, lease.holder.ordering());
		if (entry.retryLane != null) {
			this.order.retrying(entry.retryLane);
		}
		this.delayed.add(entry);
		free(lease);
	}

	void extend(Lease lease, long until) {
		lease.until = until;
	}

	private void giveBack(Lease lease) {
		this.returned.add(lease.entry);
		free(lease);
		signal();
	}

	private void free(Lease lease) {
		String lane = OrderGuard.laneOf(lease.entry, lease.holder.ordering());
		if (lane != null) {
			Collection<Entry> unparked = this.order.free(lane);
			if (!unparked.isEmpty()) {
				this.returned.addAll(unparked);
				signal();
			}
		}
	}

	private void settle(Entry entry) {
		entry.gone = true;
		this.unsettled--;
	}

	List<Entry> find(long afterPosition, int max) {
		return Stream.of(this.fresh, this.returned, this.delayed, this.leases.entries(), this.order.parked())
			.flatMap(Collection::stream)
			.filter((entry) -> !entry.gone && entry.position() > afterPosition)
			.sorted(Comparator.comparingLong(Entry::position))
			.limit(max)
			.toList();
	}

	boolean holds(long position) {
		return find(position - 1, 1).stream().anyMatch((entry) -> entry.position() == position);
	}

	boolean remove(long position) {
		if (!holds(position)) {
			return false;
		}
		remove(find(position - 1, 1).get(0));
		return true;
	}

	private void remove(Entry entry) {
		if (entry.lease != null) {
			ack(entry.lease);
		}
		else {
			settle(entry);
			// nobody may ever poll it, as among dead letters
			if (!this.fresh.remove(entry)) {
				this.returned.remove(entry);
			}
		}
	}

	void clear() {
		find(Long.MIN_VALUE, Integer.MAX_VALUE).forEach(this::remove);
	}

}
