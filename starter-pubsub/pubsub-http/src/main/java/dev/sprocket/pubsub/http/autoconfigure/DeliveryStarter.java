// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.util.List;
import java.util.Map;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.http.HttpPoster;
import dev.sprocket.pubsub.http.autoconfigure.HttpPubSubProperties.TargetProperties;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * Begins to post once the application is ready and its own methods are subscribed.
 *
 * @param context the application
 * @param pubSub subscribes
 * @param deliveries posts
 * @param topics to whom
 */
record DeliveryStarter(ApplicationContext context, PubSub pubSub, HttpDeliveries deliveries,
		Map<String, List<TargetProperties>> topics) implements ApplicationListener<ApplicationReadyEvent>, Ordered {

	@Override
	public int getOrder() {
		return LOWEST_PRECEDENCE - 10;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() != this.context) {
			return;
		}
		try {
			this.topics.forEach((topic, targets) -> targets.forEach((target) -> start(topic, target)));
		}
		catch (PubSubException ex) {
			// closed: the application stops before it was ready
			if (ex.kind() != ErrorKind.CLOSED) {
				throw ex;
			}
		}
	}

	private void start(String topic, TargetProperties target) {
		boolean taken = this.pubSub.subscriptions()
			.stream()
			.anyMatch((other) -> other.topic().equals(topic) && other.group().equals(target.group()));
		if (taken) {
			throw new SetupException(ErrorKind.INVALID,
					"Topic %s, group %s: messages are to be posted to %s, and a subscription here has the same group"
						.formatted(topic, target.group(), HttpPoster.named(target.url())),
					"They would share the messages. Give sprocket.pubsub.http.topics.%s another group."
						.formatted(topic),
					null);
		}
		this.deliveries.start(this.pubSub, topic, target);
	}

}
