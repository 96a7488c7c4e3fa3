// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import dev.sprocket.pubsub.spi.BackendException;

/**
 * Deletes, a few at a time, what expired and what deduplication no longer needs.
 */
final class ScheduledPurge implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ScheduledPurge.class);

	private static final long EVERY_SECONDS = 5;

	private static final String EXPIRED = """
			DELETE FROM sprocket_message WHERE position IN (SELECT position FROM sprocket_message
			WHERE expires_at <= ? AND (holder IS NULL OR due_at <= ?) LIMIT 1000%s)""";

	private static final String FORGOTTEN = "DELETE FROM sprocket_deduplication WHERE stored_at < ?";

	private final JdbcBackend backend;

	private final String expired;

	private final Duration deduplicationWindow;

	private final ScheduledExecutorService timer;

	ScheduledPurge(JdbcBackend backend, Duration deduplicationWindow) {
		this.backend = backend;
		this.expired = EXPIRED.formatted(backend.dialect().lockSubquery());
		this.deduplicationWindow = deduplicationWindow;
		this.timer = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "sprocket-pubsub-purge");
			thread.setDaemon(true);
			return thread;
		});
		this.timer.scheduleWithFixedDelay(this::purge, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
	}

	private void purge() {
		try {
			long now = this.backend.clock().millis();
			this.backend.write((session) -> session.update(this.expired, now, now)
					+ session.update(FORGOTTEN, now - this.deduplicationWindow.toMillis()));
		}
		catch (BackendException ex) {
			logger.debug("Cannot purge: " + ex.getMessage());
		}
	}

	@Override
	public void close() {
		this.timer.shutdown();
	}

}
