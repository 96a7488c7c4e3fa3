// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.SendOutcome;

/**
 * Gathers what became of each message of a batch, and tells once all is known: on the
 * thread that sends the batch, or else on that of the executor. Each is set by any
 * thread, and what is set first counts: a client may both throw and call back.
 */
final class BatchOutcomes {

	private final AtomicReferenceArray<@Nullable SendOutcome> outcomes;

	private final AtomicInteger missing;

	private final Executor executor;

	private final Thread caller = Thread.currentThread();

	private final CompletableFuture<List<SendOutcome>> future = new CompletableFuture<>();

	BatchOutcomes(int size, Executor executor) {
		this.outcomes = new AtomicReferenceArray<>(size);
		this.missing = new AtomicInteger(size);
		this.executor = executor;
	}

	void set(int index, SendOutcome outcome) {
		boolean first = this.outcomes.compareAndSet(index, null, outcome);
		if (first && this.missing.decrementAndGet() == 0) {
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
		this.future.complete(IntStream.range(0, this.outcomes.length()).mapToObj(this.outcomes::get).toList());
	}

	CompletableFuture<List<SendOutcome>> future() {
		return this.future;
	}

}
