// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.List;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.Subscription;

/**
 * Says in one table what is subscribed once the application is ready, by whatever means.
 *
 * @param context the application
 * @param pubSub knows the subscriptions
 * @param backends what carries them
 * @param outboxes what stands beside those
 */
record SubscriptionReporter(ApplicationContext context, PubSub pubSub, Backends backends,
		Outboxes outboxes) implements ApplicationListener<ApplicationReadyEvent>, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(SubscriptionReporter.class);

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		List<Subscription> subscriptions = this.pubSub.subscriptions();
		if (event.getApplicationContext() == this.context && !subscriptions.isEmpty() && logger.isInfoEnabled()) {
			logger.info("Subscribed:\n"
					+ SubscriptionReport.of(subscriptions, this.backends.all(), this.outboxes.relaying()));
		}
	}

}
