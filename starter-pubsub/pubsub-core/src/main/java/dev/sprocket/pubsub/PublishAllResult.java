// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What became of each message that was published together with others.
 *
 * @param entries one for each message, in the order they were given
 */
public record PublishAllResult(List<Entry> entries) {

	public PublishAllResult {
		entries = List.copyOf(entries);
	}

	/**
	 * Return whether every message was stored.
	 * @return {@code true} if none failed
	 */
	public boolean isComplete() {
		return failures().isEmpty();
	}

	/**
	 * Return the entries that failed.
	 * @return in order; empty if none did
	 */
	public List<Entry> failures() {
		return this.entries.stream().filter((entry) -> entry.failure() != null).toList();
	}

	/**
	 * One message of a batch: exactly one of the two is set.
	 *
	 * @param result how it was stored
	 * @param failure why it was not
	 */
	public record Entry(@Nullable PublishResult result, @Nullable PubSubException failure) {

	}

}
