// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ReservedHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A handler that relays takes messages as the backend handed them over.
 */
class RawDeliveryTests {

	private final PubSub pubSub = new PubSubBuilder(new MemoryBackend(new VirtualClock())).build();

	@Test
	void whenAHandlerTakesTheDeliveryThenNothingIsDecodedOrHidden() throws Exception {
		CompletableFuture<Message<Delivery>> handled = new CompletableFuture<>();
		this.pubSub.subscribe(SubscriptionSpec.of("orders", "relay", Delivery.class),
				(message, ack) -> handled.complete(message));
		this.pubSub.publisher()
			.publish(OutgoingMessage.of("orders", "{").contentType("application/json").header("a", "1"));
		Message<Delivery> message = handled.get(10, TimeUnit.SECONDS);
		assertThat(message.payload().body()).asString().isEqualTo("{");
		assertThat(message.payload().headers()).containsEntry("a", "1")
			.containsEntry(ReservedHeaders.ID, message.id())
			.containsKey(ReservedHeaders.PUBLISHED_AT);
		this.pubSub.close();
	}

	@Test
	void whenThereIsNoLimitOfAttemptsThenTheFirstOneIsNotTheLast() throws Exception {
		CompletableFuture<Integer> handled = new CompletableFuture<>();
		RetryPolicy retry = RetryPolicy.fixed(Integer.MAX_VALUE, RetryPolicy.NONE.backoff());
		this.pubSub.subscribe(SubscriptionSpec.of("orders", "relay", String.class).retry(retry),
				(message, ack) -> handled.complete(message.attempt()));
		this.pubSub.publisher().publish("orders", "x");
		assertThat(handled.get(10, TimeUnit.SECONDS)).isEqualTo(1);
		this.pubSub.close();
	}

}
