// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread of a membership: that on which it changes, or that of its events.
 */
final class Work {

	private static final Logger logger = LoggerFactory.getLogger(Work.class);

	private static final long PATIENCE_MILLIS = 2000;

	private final ScheduledThreadPoolExecutor executor;

	private volatile @Nullable Thread thread;

	Work(String name) {
		this.executor = new ScheduledThreadPoolExecutor(1, (task) -> {
			Thread created = new Thread(task, name);
			created.setDaemon(true);
			this.thread = created;
			return created;
		});
		this.executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	/**
	 * Return whether the caller is on this thread, and so must not wait for it.
	 * @return {@code true} in listeners that are told of a change
	 */
	boolean isHere() {
		return Thread.currentThread() == this.thread;
	}

	void soon(Runnable task) {
		later(Duration.ZERO, task);
	}

	void later(Duration delay, Runnable task) {
		try {
			this.executor.schedule(() -> guarded(task), delay.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.trace("It is over", ex);
		}
	}

	private void guarded(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			logger.error("The membership met something unforeseen and goes on", ex);
		}
	}

	/**
	 * Do something and wait for it, though not for ever.
	 * @param task what to do
	 */
	void now(Runnable task) {
		ask(() -> {
			task.run();
			return true;
		});
	}

	<T> T ask(Callable<T> question) {
		FutureTask<T> answer = new FutureTask<>(question);
		if (isHere()) {
			answer.run();
		}
		else {
			this.executor.execute(answer);
		}
		try {
			return answer.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while the membership changes", ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IllegalStateException("The membership could not change", ex);
		}
	}

	void close() {
		this.executor.shutdownNow();
	}

}
