// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after all subscriptions of an engine now and then, on a thread of its own: a
 * backend that does not answer holds up neither messages nor whoever reads metrics.
 */
final class LagMonitor implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(LagMonitor.class);

	private final List<EngineSubscription> subscriptions;

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, (task) -> {
		Thread thread = new Thread(task, "sprocket-pubsub-lag");
		thread.setDaemon(true);
		return thread;
	});

	LagMonitor(List<EngineSubscription> subscriptions, Duration interval) {
		this.subscriptions = subscriptions;
		if (!interval.isZero()) {
			this.timer.scheduleWithFixedDelay(this::look, interval.toMillis(), interval.toMillis(),
					TimeUnit.MILLISECONDS);
		}
	}

	private void look() {
		for (EngineSubscription subscription : this.subscriptions) {
			try {
				subscription.observe();
			}
			catch (RuntimeException ex) {
				logger.warn("Topic " + subscription.topic() + ", group " + subscription.group()
						+ ": cannot be looked after, which is tried again", ex);
			}
		}
	}

	@Override
	public void close() {
		this.timer.shutdownNow();
	}

}
