// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

/**
 * One delivery of an entry to one receiver: the token of the delivery.
 */
final class Lease {

	final Entry entry;

	final MemoryReceiver holder;

	long until;

	int index;

	Lease(Entry entry, MemoryReceiver holder, long until) {
		this.entry = entry;
		this.holder = holder;
		this.until = until;
	}

	boolean isValid() {
		return this.entry.lease == this;
	}

}
