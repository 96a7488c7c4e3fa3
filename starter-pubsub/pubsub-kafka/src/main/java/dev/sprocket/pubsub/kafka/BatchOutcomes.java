// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sprocket.pubsub.spi.SendOutcome;

/**
 * Gathers what became of each message of a batch, and tells once all is known: on the
 * thread that sends the batch, or else on that of the executor. Each is set once, by any
 * thread.
 */
final class BatchOutcomes {

	private final SendOutcome[] outcomes;

	private final AtomicInteger missing;

	private final Executor executor;

	private final Thread caller = Thread.currentThread();

	private final CompletableFuture<List<SendOutcome>> future = new CompletableFuture<>();

	BatchOutcomes(int size, Executor executor) {
		this.outcomes = new SendOutcome[size];
		this.missing = new AtomicInteger(size);
		this.executor = executor;
	}

	void set(int index, SendOutcome outcome) {
		this.outcomes[index] = outcome;
		// what is counted after it was written is seen by who counts the last
		if (this.missing.decrementAndGet() == 0) {
			if (isCaller()) {
				complete();
			}
			else {
				this.executor.execute(this::complete);
			}
		}
	}

	boolean isCaller() {
		return Thread.currentThread() == this.caller;
	}

	private void complete() {
		this.future.complete(Arrays.asList(this.outcomes));
	}

	CompletableFuture<List<SendOutcome>> future() {
		return this.future;
	}

}
