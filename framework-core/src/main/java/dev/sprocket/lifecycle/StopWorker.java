// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The one thread that calls a participant, so that no two of its methods ever run at the
 * same time: what follows an overrun waits until that call has ended.
 */
final class StopWorker {

	private final String name;

	private final ThreadPoolExecutor executor;

	StopWorker(String name) {
		this.name = name;
		this.executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), this::thread);
	}

	private Thread thread(Runnable runnable) {
		Thread thread = new Thread(runnable, "sprocket-stop-" + this.name);
		thread.setDaemon(true);
		return thread;
	}

	<T extends @Nullable Object> Future<T> submit(Callable<T> call) {
		return this.executor.submit(call);
	}

	void close() {
		this.executor.shutdownNow();
	}

	String name() {
		return this.name;
	}

}
