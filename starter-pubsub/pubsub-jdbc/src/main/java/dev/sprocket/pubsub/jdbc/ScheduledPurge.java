// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.spi.BackendException;

/**
 * Deletes, a few at a time, what expired, what deduplication no longer needs and what
 * waits for a group that was removed.
 */
final class ScheduledPurge implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ScheduledPurge.class);

	private static final long EVERY_SECONDS = 5;

	private static final long REMOVED_EVERY_SECONDS = 60;

	private static final int BATCH = 1000;

	private static final String EXPIRED = """
			SELECT position FROM sprocket_message
			WHERE expires_at <= ? AND (holder IS NULL OR holder = 0 OR due_at <= ?) LIMIT\s""" + BATCH;

	private static final String FORGOTTEN = "SELECT topic, deduplication_id FROM sprocket_deduplication"
			+ " WHERE stored_at < ? LIMIT " + BATCH;

	private static final String REMOVED = "SELECT position FROM sprocket_message WHERE queue = ? LIMIT " + BATCH;

	private final JdbcBackend backend;

	private final String expired;

	private final String forgotten;

	private final String removed;

	private final Duration deduplicationWindow;

	private final ScheduledExecutorService timer;

	ScheduledPurge(JdbcBackend backend, Duration deduplicationWindow) {
		this.backend = backend;
		this.expired = backend.dialect().deletePicked("sprocket_message", "position", EXPIRED);
		this.forgotten = backend.dialect().deletePicked("sprocket_deduplication", "topic, deduplication_id", FORGOTTEN);
		this.removed = backend.dialect().deletePicked("sprocket_message", "position", REMOVED);
		this.deduplicationWindow = deduplicationWindow;
		this.timer = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "sprocket-pubsub-purge");
			thread.setDaemon(true);
			return thread;
		});
		this.timer.scheduleWithFixedDelay(this::purge, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
		this.timer.scheduleWithFixedDelay(this::purgeRemoved, REMOVED_EVERY_SECONDS, REMOVED_EVERY_SECONDS,
				TimeUnit.SECONDS);
	}

	void purge() {
		quietly(() -> {
			long now = this.backend.clock().millis();
			delete(this.expired, now, now);
			delete(this.forgotten, now - this.deduplicationWindow.toMillis());
		});
	}

	void purgeRemoved() {
		quietly(() -> this.backend.read(Queues::removed).forEach((queue) -> delete(this.removed, queue)));
	}

	private static void quietly(Runnable purge) {
		try {
			purge.run();
		}
		catch (BackendException ex) {
			logger.debug("Cannot purge: " + ex.getMessage());
		}
	}

	// Others get their turn between two batches.

	private void delete(String batch, Object... parameters) {
		int deleted = BATCH;
		while (deleted == BATCH) {
			deleted = this.backend.write((session) -> session.update(batch, parameters));
		}
	}

	@Override
	public void close() {
		this.timer.shutdown();
	}

}
