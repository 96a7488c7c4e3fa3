// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Starts the annotated subscriptions once the application is ready: after warm-up, before
 * it accepts traffic. Says in one table what runs.
 */
final class SubscriptionStarter implements ApplicationListener<ApplicationReadyEvent> {

	private static final Logger logger = LoggerFactory.getLogger(SubscriptionStarter.class);

	private final ApplicationContext context;

	private final SubscribeAnnotations annotations;

	private final PubSub pubSub;

	private final Backends backends;

	private final Outboxes outboxes;

	SubscriptionStarter(ApplicationContext context, SubscribeAnnotations annotations, PubSub pubSub, Backends backends,
			Outboxes outboxes) {
		this.backends = backends;
		this.outboxes = outboxes;
		this.context = context;
		this.annotations = annotations;
		this.pubSub = pubSub;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() != this.context) {
			return;
		}
		try {
			List<Subscription> started = this.annotations.start(this.pubSub);
			if (!started.isEmpty() && logger.isInfoEnabled()) {
				logger.info("Subscribed:\n"
						+ SubscriptionReport.of(started, this.backends.all(), this.outboxes.relaying()));
			}
		}
		catch (PubSubException ex) {
			if (ex.kind() != ErrorKind.CLOSED) {
				throw ex;
			}
			logger.info("The application stops before it was ready. " + ex.getMessage());
		}
	}

}
