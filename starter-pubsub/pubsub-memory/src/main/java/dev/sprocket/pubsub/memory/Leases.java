// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The leases of a group.
 */
final class Leases {

	private final List<Lease> leases = new ArrayList<>();

	private long nextExpiry = Long.MAX_VALUE;

	void add(Lease lease) {
		lease.entry.lease = lease;
		lease.index = this.leases.size();
		this.leases.add(lease);
		this.nextExpiry = Math.min(this.nextExpiry, lease.until);
	}

	void remove(Lease lease) {
		lease.entry.lease = null;
		Lease last = this.leases.remove(this.leases.size() - 1);
		if (last != lease) {
			this.leases.set(lease.index, last);
			last.index = lease.index;
		}
	}

	int size() {
		return this.leases.size();
	}

	long nextExpiry() {
		return this.leases.isEmpty() ? Long.MAX_VALUE : this.nextExpiry;
	}

	List<Lease> removeExpired(long now) {
		if (now < nextExpiry()) {
			return List.of();
		}
		List<Lease> expired = removeIf((lease) -> lease.until <= now);
		this.nextExpiry = this.leases.stream().mapToLong((lease) -> lease.until).min().orElse(Long.MAX_VALUE);
		return expired;
	}

	List<Lease> removeOf(MemoryReceiver holder) {
		return removeIf((lease) -> lease.holder == holder);
	}

	private List<Lease> removeIf(Predicate<Lease> condition) {
		List<Lease> removed = this.leases.stream().filter(condition).toList();
		removed.forEach(this::remove);
		return removed;
	}

	List<Entry> entries() {
		return this.leases.stream().map((lease) -> lease.entry).toList();
	}

}
