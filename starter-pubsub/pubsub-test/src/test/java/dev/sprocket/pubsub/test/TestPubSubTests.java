// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.AckMode;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.Topic;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TestPubSubTests {

	private static final Topic<Order> ORDERS = new Topic<>("orders", Order.class);

	private final TestPubSub pubSub = TestPubSub.start();

	@AfterEach
	void close() {
		this.pubSub.close();
	}

	@Test
	void whatIsPublishedIsSeenWithKeyHeadersAndPayload() {
		this.pubSub.pubSub()
			.publisher()
			.publish(ORDERS.message(new Order("o-1", 5)).key("ada").header("source", "shop"));
		this.pubSub.published(ORDERS)
			.hasPayloads(new Order("o-1", 5))
			.hasKey("ada")
			.hasHeader("source", "shop")
			.satisfies((orders) -> orders.singleElement()
				.satisfies((order) -> assertThat(order.headers()).containsOnlyKeys("source")));
		this.pubSub.published("orders").hasPayloads("{\"id\":\"o-1\",\"amount\":5}");
		this.pubSub.published("parcels").isEmpty();
	}

	@Test
	void whatAHandlerReturnsFromIsHandledAndWhatItPublishesIsSeen() {
		subscribe((order) -> this.pubSub.pubSub().publisher().publish("bills", order.id()));
		publish("o-1", "o-2");
		this.pubSub.handled("orders", "billing").hasPayloadsInAnyOrder(new Order("o-1", 1), new Order("o-2", 1));
		this.pubSub.published("bills").hasPayloadsInAnyOrder("o-1", "o-2");
		this.pubSub.failed("orders", "billing").isEmpty();
		this.pubSub.deadLettered("orders", "billing").isEmpty();
	}

	@Test
	void whenTimePassesThenEachRetryHappensAtItsTimeUntilTheMessageIsDead() {
		subscribe((order) -> {
			throw new IllegalStateException("no money");
		});
		publish("o-1");
		this.pubSub.failed("orders", "billing").hasSize(1);
		this.pubSub.deadLettered("orders", "billing").isEmpty();
		this.pubSub.advance(Duration.ofMinutes(5));
		this.pubSub.failed("orders", "billing").hasSize(5);
		this.pubSub.handled("orders", "billing").isEmpty();
		this.pubSub.deadLettered("orders", "billing")
			.hasSize(1)
			.hasReason("exhausted")
			.hasErrorType(IllegalStateException.class)
			.hasErrorMessageContaining("money")
			.hasAttempts(5);
		assertThat(this.pubSub.deadLettered("orders", "billing").all().get(0).lastFailedAt())
			.isBefore(this.pubSub.clock().instant().minus(Duration.ofMinutes(4)));
	}

	@Test
	void whenADelayIsLongThenAdvancingOverItTakesNoTime() {
		List<Instant> handledAt = new CopyOnWriteArrayList<>();
		subscribe((order) -> handledAt.add(this.pubSub.clock().instant()));
		Instant start = this.pubSub.clock().instant();
		this.pubSub.pubSub().publisher().publish(ORDERS.message(new Order("o-1", 1)).deliverAfter(Duration.ofDays(30)));
		this.pubSub.advance(Duration.ofDays(29));
		this.pubSub.handled("orders", "billing").isEmpty();
		this.pubSub.advance(Duration.ofDays(2));
		this.pubSub.handled("orders", "billing").hasSize(1);
		assertThat(handledAt).containsExactly(start.plus(Duration.ofDays(30)));
	}

	@Test
	void whenNobodyAcknowledgesThenTheMessageComesAgainAfterItsLease() {
		this.pubSub.pubSub()
			.subscribe(SubscriptionSpec.of(ORDERS, "billing").ackMode(AckMode.MANUAL), (message, acknowledgment) -> {
				if (message.attempt() > 1) {
					acknowledgment.ack();
				}
			});
		publish("o-1");
		this.pubSub.handled("orders", "billing").hasSize(1);
		this.pubSub.advance(Duration.ofMinutes(2));
		this.pubSub.handled("orders", "billing").hasSize(2);
	}

	@Test
	void whenTheTimeToLiveIsOverThenItIsNotDelivered() {
		this.pubSub.pubSub().publisher().publish(ORDERS.message(new Order("o-1", 1)).timeToLive(Duration.ofMinutes(1)));
		this.pubSub.advance(Duration.ofMinutes(2));
		subscribe((order) -> {
		});
		this.pubSub.handled("orders", "billing").isEmpty();
	}

	@Test
	void whenPublishingIsToFailThenThePublisherIsToldTheKind() {
		this.pubSub.failPublish("orders", 1, ErrorKind.UNAVAILABLE);
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> publish("o-1"))
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.UNAVAILABLE));
		publish("o-2");
		this.pubSub.published(ORDERS).hasPayloads(new Order("o-2", 1));
	}

	@Test
	void whenAHandlerIsToFailThenItIsNotCalledAndTheMessageIsRetried() {
		List<String> called = new CopyOnWriteArrayList<>();
		subscribe((order) -> called.add(order.id()));
		this.pubSub.failHandler("orders", "billing", 2, new IllegalStateException("down"));
		publish("o-1");
		this.pubSub.advance(Duration.ofMinutes(1));
		this.pubSub.failed("orders", "billing").hasSize(2);
		this.pubSub.handled("orders", "billing")
			.satisfies(
					(orders) -> orders.singleElement().satisfies((order) -> assertThat(order.attempt()).isEqualTo(3)));
		assertThat(called).containsExactly("o-1");
	}

	@Test
	void whenAMessageIsToBeDuplicatedThenTheHandlerIsGivenItTwiceWithOneId() {
		subscribe((order) -> {
		});
		this.pubSub.duplicatePublished("orders", 1);
		publish("o-1");
		this.pubSub.handled("orders", "billing").hasSize(2);
		assertThat(this.pubSub.handled("orders", "billing").all().stream().map(Message::id).distinct()).hasSize(1);
	}

	@Test
	void whenAMessageIsToBeLostThenPublishingSucceedsAndNothingComes() {
		subscribe((order) -> {
		});
		this.pubSub.losePublished("orders", 1);
		publish("o-1", "o-2");
		this.pubSub.handled("orders", "billing").hasPayloads(new Order("o-2", 1));
	}

	@Test
	void whenResetThenNothingIsLeftAndSubscriptionsGoOn() {
		subscribe((order) -> {
			throw new IllegalStateException("no");
		});
		this.pubSub.failHandler("orders", "billing", 1, new IllegalStateException("down"));
		publish("o-1");
		this.pubSub.pubSub()
			.publisher()
			.publish(OutgoingMessage.of("orders", "later").deliverAfter(Duration.ofHours(1)));
		this.pubSub.awaitRest();
		this.pubSub.reset();
		this.pubSub.advance(Duration.ofDays(1));
		this.pubSub.published("orders").isEmpty();
		this.pubSub.failed("orders", "billing").isEmpty();
		this.pubSub.deadLettered("orders", "billing").isEmpty();
		publish("o-2");
		this.pubSub.failed("orders", "billing").hasPayloads(new Order("o-2", 1));
	}

	@Test
	void whenAnAssertionFailsThenAllThatWasSeenIsListed() {
		subscribe((order) -> {
			throw new IllegalStateException("no money");
		});
		publish("o-1");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> this.pubSub.handled("orders", "billing").hasSize(1))
			.withMessageContaining("[handled by billing from orders]")
			.withMessageContaining("Expected size: 1 but was: 0")
			.withMessageContaining("""
					Seen in this test:
					  published to orders: {"id":"o-1","amount":1} (key null, headers {content-type=application/json})
					  failed at attempt 1 by billing from orders: Order[id=o-1, amount=1]: \
					java.lang.IllegalStateException: no money""");
	}

	private void publish(String... ids) {
		for (String id : ids) {
			this.pubSub.pubSub().publisher().publish(ORDERS.message(new Order(id, 1)));
		}
	}

	private void subscribe(Handler handler) {
		this.pubSub.pubSub()
			.subscribe(SubscriptionSpec.of(ORDERS, "billing"),
					(message, acknowledgment) -> handler.handle(message.payload()));
	}

	interface Handler {

		void handle(Order order);

	}

	record Order(String id, int amount) {

	}

}
