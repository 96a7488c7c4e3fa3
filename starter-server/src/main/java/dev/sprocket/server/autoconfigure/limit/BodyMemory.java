// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.limit;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import dev.sprocket.error.ErrorCode;
import dev.sprocket.error.ServiceException;

/**
 * The memory that all request bodies share.
 */
class BodyMemory {

	private final long total;

	private final AtomicLong free;

	BodyMemory(long total) {
		this.total = total;
		this.free = new AtomicLong(total);
	}

	Share share() {
		return new Share();
	}

	long used() {
		return this.total - this.free.get();
	}

	/**
	 * What one request holds until it is over. Used by one thread at a time.
	 */
	final class Share implements AutoCloseable {

		private long held;

		void take(long bytes) {
			if (BodyMemory.this.free.addAndGet(-bytes) < 0) {
				BodyMemory.this.free.addAndGet(bytes);
				throw new ServiceException(ErrorCode.UNAVAILABLE, "BODY_MEMORY_EXHAUSTED",
						"Other requests hold the memory for request bodies; try again later.", Map.of(), null);
			}
			this.held += bytes;
		}

		@Override
		public void close() {
			BodyMemory.this.free.addAndGet(this.held);
			this.held = 0;
		}

	}

}
