// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.batch.BatchException;
import dev.sprocket.pubsub.batch.BatchOutcome;

/**
 * What a handler said of the messages of a batch.
 */
final class BatchFailures implements BatchOutcome {

	private final int size;

	private final Map<Integer, Throwable> failures = new ConcurrentHashMap<>();

	private int begun;

	BatchFailures(int size) {
		this.size = size;
		this.begun = size;
	}

	@Override
	public void failed(int index, Throwable error) {
		this.failures.put(Objects.checkIndex(index, this.size), error);
	}

	/**
	 * Take note that the handler stopped at a message.
	 * @param stop what it threw
	 * @return {@code false} if the batch has no such message
	 */
	boolean stoppedBy(BatchException stop) {
		if (stop.index() < 0 || stop.index() >= this.size) {
			return false;
		}
		Throwable cause = stop.getCause();
		this.failures.put(stop.index(), (cause != null) ? cause : stop);
		this.begun = stop.index() + 1;
		return true;
	}

	boolean isBegun(int index) {
		return index < this.begun;
	}

	@Nullable Throwable failure(int index) {
		return this.failures.get(index);
	}

}
