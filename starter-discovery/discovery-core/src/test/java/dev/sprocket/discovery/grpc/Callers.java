// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.grpc.StatusRuntimeException;

/**
 * Threads that call until they are closed.
 */
final class Callers implements AutoCloseable {

	private final AtomicInteger calls = new AtomicInteger();

	private final Queue<Long> failedStarts = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean closed = new AtomicBoolean();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final List<CompletableFuture<Void>> callers;

	Callers(Client client, int count) {
		this.callers = IntStream.range(0, count)
			.mapToObj((caller) -> CompletableFuture.runAsync(() -> callUntilClosed(client), this.threads))
			.toList();
	}

	private void callUntilClosed(Client client) {
		while (!this.closed.get()) {
			long start = System.nanoTime();
			try {
				client.say();
			}
			catch (StatusRuntimeException ex) {
				this.failedStarts.add(start);
			}
			this.calls.incrementAndGet();
		}
	}

	int calls() {
		return this.calls.get();
	}

	Queue<Long> failedStarts() {
		return this.failedStarts;
	}

	@Override
	public void close() {
		this.closed.set(true);
		CompletableFuture.allOf(this.callers.toArray(CompletableFuture[]::new)).orTimeout(10, TimeUnit.SECONDS).join();
		this.threads.shutdown();
	}

}
