// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Starts the annotated subscriptions once the application is ready: after warm-up, before
 * it accepts traffic, and before what a backend subscribes of its own.
 *
 * @param context the application
 * @param annotations the subscriptions
 * @param pubSub subscribes
 */
record SubscriptionStarter(ApplicationContext context, SubscribeAnnotations annotations,
		PubSub pubSub) implements ApplicationListener<ApplicationReadyEvent>, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(SubscriptionStarter.class);

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE - 20;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() != this.context) {
			return;
		}
		try {
			this.annotations.start(this.pubSub);
		}
		catch (PubSubException ex) {
			if (ex.kind() != ErrorKind.CLOSED) {
				throw ex;
			}
			logger.info("The application stops before it was ready. " + ex.getMessage());
		}
	}

}
