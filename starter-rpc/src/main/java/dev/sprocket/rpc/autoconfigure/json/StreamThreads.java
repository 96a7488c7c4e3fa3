// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;

import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

/**
 * The threads that write streams: one each while a message is written, none between
 * messages.
 */
final class StreamThreads implements AutoCloseable {

	private final SimpleAsyncTaskScheduler threads = new SimpleAsyncTaskScheduler();

	private final Duration heartbeat;

	/**
	 * Create the threads.
	 * @param virtual whether they are virtual
	 * @param heartbeat how often an idle stream shows that it is alive
	 */
	StreamThreads(boolean virtual, Duration heartbeat) {
		this.threads.setThreadNamePrefix("rpc-stream-");
		this.threads.setDaemon(true);
		this.threads.setVirtualThreads(virtual);
		this.heartbeat = heartbeat;
	}

	Executor executor() {
		return this.threads;
	}

	/**
	 * Run something at every heartbeat.
	 * @param beat what to run, on a thread of its own
	 * @return what ends it
	 */
	Future<?> atHeartbeats(Runnable beat) {
		if (this.heartbeat.isZero()) {
			return CompletableFuture.completedFuture(null);
		}
		return this.threads.scheduleAtFixedRate(beat, Instant.now().plus(this.heartbeat), this.heartbeat);
	}

	@Override
	public void close() {
		this.threads.close();
	}

}
