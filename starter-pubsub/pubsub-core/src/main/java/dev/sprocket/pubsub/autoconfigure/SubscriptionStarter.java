// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.Subscription;

/**
 * Starts the annotated subscriptions once the application is ready: after warm-up, before
 * it accepts traffic. Says in one line each what runs.
 */
final class SubscriptionStarter implements ApplicationListener<ApplicationReadyEvent> {

	private static final Log logger = LogFactory.getLog(SubscriptionStarter.class);

	private final ApplicationContext context;

	private final SubscribeAnnotations annotations;

	private final PubSub pubSub;

	SubscriptionStarter(ApplicationContext context, SubscribeAnnotations annotations, PubSub pubSub) {
		this.context = context;
		this.annotations = annotations;
		this.pubSub = pubSub;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() != this.context) {
			return;
		}
		List<Subscription> started = this.annotations.start(this.pubSub);
		for (Subscription subscription : started) {
			logger.info("Topic " + subscription.topic() + ", group " + subscription.group() + ": subscribed, "
					+ subscription.status().concurrency() + " at a time");
		}
	}

}
