// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import org.jspecify.annotations.Nullable;

/**
 * A message of one group, until it is settled.
 */
final class Entry {

	final StoredMessage message;

	int attempts;

	/** When it becomes due, for one that waits. */
	long due;

	/** Who has it and until when; {@code null} while nobody has. */
	@Nullable Lease lease;

	/** Whether it is settled or was removed, and may still be in a queue. */
	boolean gone;

	/** The lane it holds back while it waits for its retry. */
	@Nullable String retryLane;

	Entry(StoredMessage message) {
		this.message = message;
	}

	long position() {
		return this.message.position();
	}

	@Nullable String key() {
		return this.message.message().key();
	}

}
