// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.SubscriptionStatus;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lag;

/**
 * Shows the subscriptions of this instance, pauses and resumes them and changes how many
 * messages they handle at a time and a second; removes groups that nobody reads any more.
 */
@Endpoint(id = "subscriptions")
final class SubscriptionsEndpoint {

	private final PubSub pubSub;

	SubscriptionsEndpoint(PubSub pubSub) {
		this.pubSub = pubSub;
	}

	@ReadOperation
	SubscriptionsDescriptor subscriptions() {
		return new SubscriptionsDescriptor(
				this.pubSub.subscriptions().stream().map(SubscriptionDescriptor::of).toList());
	}

	@WriteOperation
	WebEndpointResponse<Object> change(@Selector String topic, @Selector String group, @Nullable Boolean paused,
			@Nullable Integer concurrency, @Nullable Integer rateLimit) {
		String who = "Topic " + topic + ", group " + group + ": ";
		if (paused == null && concurrency == null && rateLimit == null) {
			return Requests.mistake(ErrorKind.INVALID,
					who + "nothing to change; give paused, concurrency or rateLimit, in a JSON object");
		}
		List<Subscription> found = this.pubSub.subscriptions()
			.stream()
			.filter((subscription) -> subscription.topic().equals(topic) && subscription.group().equals(group))
			.toList();
		if (found.isEmpty()) {
			return Requests.mistake(ErrorKind.NOT_FOUND, who + "this instance has no such subscription");
		}
		// before anything is changed
		if (concurrency != null && concurrency < 1) {
			return Requests.mistake(ErrorKind.INVALID, who + "concurrency must be at least 1, not " + concurrency);
		}
		if (rateLimit != null && rateLimit < 0) {
			return Requests.mistake(ErrorKind.INVALID,
					who + "rateLimit is a number of messages a second, or 0 for none, not " + rateLimit);
		}
		return Requests.answer(() -> {
			found.forEach((subscription) -> change(subscription, paused, concurrency, rateLimit));
			return new SubscriptionsDescriptor(found.stream().map(SubscriptionDescriptor::of).toList());
		});
	}

	@DeleteOperation
	WebEndpointResponse<Object> removeGroup(@Selector String topic, @Selector String group) {
		return Requests.answer(() -> {
			if (!this.pubSub.removeGroup(topic, group)) {
				throw new PubSubException(ErrorKind.NOT_FOUND,
						"Topic " + topic + ", group " + group + ": not removed, because there is no such group", null);
			}
			return new RemovedDescriptor(topic, group);
		});
	}

	private static void change(Subscription subscription, @Nullable Boolean paused, @Nullable Integer concurrency,
			@Nullable Integer rateLimit) {
		if (concurrency != null) {
			subscription.setConcurrency(concurrency);
		}
		if (rateLimit != null) {
			subscription.setRateLimit(rateLimit);
		}
		if (paused != null) {
			if (paused) {
				subscription.pause();
			}
			else {
				subscription.resume();
			}
		}
	}

	/**
	 * What the endpoint shows.
	 *
	 * @param subscriptions the subscriptions of this instance
	 */
	record SubscriptionsDescriptor(List<SubscriptionDescriptor> subscriptions) {

	}

	/**
	 * What is removed.
	 *
	 * @param topic the topic
	 * @param group the group that is no more
	 */
	record RemovedDescriptor(String topic, String group) {

	}

	/**
	 * One subscription.
	 *
	 * @param backend what carries its topic
	 * @param topic its topic
	 * @param group its group
	 * @param handler its handler
	 * @param state what it does
	 * @param concurrency how many messages it handles at a time at most
	 * @param rateLimit how many it fetches a second at most, or 0 for no limit
	 * @param inFlight how many it handles now
	 * @param buffered how many are fetched and wait
	 * @param lag how many wait for the group, or {@code null} if that is not known
	 * @param due how many of them could be delivered now
	 * @param oldest when the oldest of those was published
	 * @param lastSettledAt when it last settled a message
	 * @param stalledSince since when messages wait and none is settled
	 * @param failure why it cannot go on
	 * @param ordering the order asked for
	 * @param ackMode who acknowledges
	 * @param inbox whether its effects are exactly-once
	 * @param attempts how often a message is tried
	 * @param deadLetters whether what cannot be handled is kept
	 */
	record SubscriptionDescriptor(String backend, String topic, String group, String handler, String state,
			int concurrency, int rateLimit, int inFlight, int buffered, @Nullable Long lag, @Nullable Long due,
			@Nullable Instant oldest, @Nullable Instant lastSettledAt, @Nullable Instant stalledSince,
			@Nullable String failure, String ordering, String ackMode, boolean inbox, int attempts,
			boolean deadLetters) {

		static SubscriptionDescriptor of(Subscription subscription) {
			SubscriptionStatus status = subscription.status();
			SubscriptionSpec<?> spec = subscription.spec();
			Lag lag = lag(subscription);
			return new SubscriptionDescriptor(subscription.backend(), spec.topic(), spec.group(), spec.handler(),
					status.state().name(), status.concurrency(), status.rateLimit(), status.inFlight(),
					status.buffered(), known(lag.messages()), known(lag.due()), lag.oldest(), status.lastSettledAt(),
					status.stalledSince(), status.failure(), spec.ordering().name(), spec.ackMode().name(),
					spec.inbox(), spec.retry().mostAttempts(), spec.deadLetter().enabled());
		}

		private static Lag lag(Subscription subscription) {
			try {
				return subscription.lag();
			}
			catch (PubSubException ex) {
				return Lag.UNKNOWN;
			}
		}

		private static @Nullable Long known(long count) {
			return (count >= 0) ? count : null;
		}

	}

}
