// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.util.Objects;

import org.springframework.stereotype.Component;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.Subscribe;

/**
 * Consumes the deliveries. With {@code inbox = true} the update of the counts and the
 * memory of the message are one transaction, so each delivery counts exactly once.
 */
@Component
class ActivityProjection {

	private final Activity activity;

	ActivityProjection(Activity activity) {
		this.activity = activity;
	}

	@Subscribe(topic = Delivery.TOPIC, group = "activity", inbox = true, concurrency = 1)
	void add(Message<Delivery.Payload> message) {
		Delivery.Payload payload = message.payload();
		String delivery = Objects.requireNonNull(message.headers().get(Delivery.ID_HEADER));
		String event = Objects.requireNonNull(message.headers().get(Delivery.EVENT_HEADER));
		this.activity.add(new Activity.Entry(delivery, event, payload.action(), payload.repositoryName(),
				payload.senderLogin(), message.publishedAt()));
	}

}
