// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.content.ClaimCheck;

/**
 * Removes bodies from a claim store by their age: who acknowledges a message does not
 * know who else still has to read it. Every process that uses the store does so, a minute
 * after its start and then once an hour.
 */
final class ClaimPurge implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ClaimPurge.class);

	private final ClaimCheck check;

	private final Clock clock;

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, (task) -> {
		Thread thread = new Thread(task, "sprocket-pubsub-claims");
		thread.setDaemon(true);
		return thread;
	});

	ClaimPurge(ClaimCheck check, Clock clock) {
		this.check = check;
		this.clock = clock;
		this.timer.scheduleWithFixedDelay(this::run, 1, 60, TimeUnit.MINUTES);
	}

	void run() {
		LocalDate first = LocalDate.ofInstant(this.clock.instant().minus(this.check.retention()), ZoneOffset.UTC);
		try {
			int removed = this.check.store().removeBefore(first);
			if (removed > 0) {
				logger.info("Removed " + removed + " bodies from before " + first + " from " + this.check.store());
			}
		}
		catch (RuntimeException ex) {
			logger.warn("Cannot remove bodies from before " + first + " from " + this.check.store()
					+ ", tries again in an hour", ex);
		}
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

}
