// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.RejectMessageException;
import dev.sprocket.pubsub.RetryLaterException;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.http.HttpPoster;
import dev.sprocket.pubsub.http.PostAnswer;
import dev.sprocket.pubsub.http.autoconfigure.HttpPubSubProperties.TargetProperties;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;

/**
 * Posts to subscribers: a subscription for each of them, whose handler sends a request
 * and waits for the answer.
 */
final class HttpDeliveries {

	private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

	/** Whatever others say: now may be what they always say. */
	private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

	private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

	private final HttpPoster poster;

	private final RetryPolicy retry;

	HttpDeliveries(HttpPoster poster, Duration giveUpAfter) {
		this(poster,
				RetryPolicy.DEFAULT.attempts(Integer.MAX_VALUE)
					.backoff(FIRST_PAUSE, 2, LONGEST_PAUSE)
					.maxElapsed(giveUpAfter));
	}

	HttpDeliveries(HttpPoster poster, RetryPolicy retry) {
		this.poster = poster;
		this.retry = retry;
	}

	Subscription start(PubSub pubSub, String topic, TargetProperties target) {
		return pubSub.subscribe(spec(topic, target), (message, acknowledgment) -> deliver(target.url(), message));
	}

	SubscriptionSpec<Delivery> spec(String topic, TargetProperties target) {
		return SubscriptionSpec.of(topic, target.group(), Delivery.class)
			.handler("POST " + HttpPoster.named(target.url()))
			.ordering(target.ordering())
			.concurrency(target.concurrency())
			.retry(this.retry);
	}

	void deliver(URI url, Message<Delivery> message) {
		PostAnswer answer = this.poster.post(url, message.topic(), message.id(), message.attempt(), message.payload());
		if (answer.isDone()) {
			return;
		}
		String what = "POST " + HttpPoster.named(url) + " was answered " + answer.status();
		if (answer.isRejected()) {
			throw new RejectMessageException(what);
		}
		BackendException failure = new BackendException(answer.kind(), what, null);
		Duration asked = answer.retryAfter();
		if (asked == null) {
			throw failure;
		}
		throw answer.exact() ? new RetryLaterException(asked) : new RetryLaterException(
				longest(SHORTEST_PAUSE, asked, this.retry.pauseAfter(message.attempt())), failure);
	}

	private static Duration longest(Duration... some) {
		return Collections.max(List.of(some));
	}

}
