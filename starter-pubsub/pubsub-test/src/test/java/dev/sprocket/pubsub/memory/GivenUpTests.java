// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.DeadLetterQuery;
import dev.sprocket.pubsub.DeadLetterQueue;
import dev.sprocket.pubsub.FailedMessage;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.AtomicForward;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.ReservedHeaders;
import dev.sprocket.pubsub.test.RecordingHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a broker itself gives up becomes a dead letter.
 */
class GivenUpTests {

	private static final String WHY = "the broker has tried 7 times";

	private final VirtualClock clock = new VirtualClock();

	private final RecordingHandler<String> handled = new RecordingHandler<>();

	private volatile boolean keepsDeadLetters;

	private final PubSub pubSub = new PubSubBuilder(givingUp(new MemoryBackend(this.clock))).clock(this.clock).build();

	@AfterEach
	void close() {
		this.pubSub.close();
	}

	@Test
	void whenTheBrokerGivesAMessageUpThenItIsADeadLetterUntriedAndCanBeRedriven() {
		this.pubSub.publisher().publish(OutgoingMessage.of("orders", "given up").header("give-up", "once"));
		this.pubSub.publisher().publish("orders", "ordinary");
		this.pubSub.subscribe(SubscriptionSpec.of("orders", "billing", String.class), this.handled);
		DeadLetterQueue queue = this.pubSub.deadLetters("orders", "billing");
		Awaitility.await().until(() -> queue.size() == 1);
		FailedMessage letter = queue.find(DeadLetterQuery.all()).get(0);
		assertThat(letter.reason()).isEqualTo("exhausted");
		assertThat(letter.errorMessage()).isEqualTo(WHY);
		assertThat(letter.message().attempt()).isEqualTo(7);
		assertThat(this.handled.await(1)).extracting(Message::payload).containsExactly("ordinary");
		assertThat(queue.redrive(letter.position())).isOne();
		assertThat(this.handled.await(2)).extracting(Message::payload).containsExactly("ordinary", "given up");
	}

	@Test
	void whenItHasExpiredMeanwhileThenItIsKeptAllTheSame() {
		this.pubSub.publisher().publish(OutgoingMessage.of("orders", "x").header("give-up", "expired"));
		this.pubSub.subscribe(SubscriptionSpec.of("orders", "billing", String.class), this.handled);
		Awaitility.await().until(() -> this.pubSub.deadLetters("orders", "billing").size() == 1);
	}

	@Test
	void whenAReceiverIsOpenedThenItIsToldWhetherThereAreDeadLetters() {
		this.pubSub.subscribe(SubscriptionSpec.of("orders", "billing", String.class), this.handled);
		assertThat(this.keepsDeadLetters).isTrue();
		this.pubSub.subscribe(SubscriptionSpec.of("orders", "other", String.class).deadLetter(DeadLetterPolicy.NONE),
				this.handled);
		assertThat(this.keepsDeadLetters).isFalse();
	}

	// The power to forward knows receivers of its own only.

	private Backend givingUp(Backend backend) {
		return proxy(Backend.class, backend, (result) -> {
			if (result instanceof Receiver receiver) {
				return proxy(Receiver.class, receiver, GivenUpTests::givenUp);
			}
			return (result instanceof AtomicForward) ? null : result;
		});
	}

	private static Object givenUp(Object result) {
		return (result instanceof List<?> list) ? list.stream().map(GivenUpTests::each).toList() : result;
	}

	private static Object each(Object each) {
		if (!(each instanceof Delivery delivery) || !delivery.headers().containsKey("give-up")
				|| delivery.headers().containsKey(ReservedHeaders.REDRIVES)) {
			return each;
		}
		Map<String, String> headers = new HashMap<>(delivery.headers());
		if (headers.get("give-up").equals("expired")) {
			headers.put(ReservedHeaders.EXPIRES_AT, Instant.EPOCH.toString());
		}
		return new Delivery(delivery.lane(), delivery.position(), delivery.token(), 7, delivery.leaseUntil(),
				delivery.key(), headers, delivery.body(), delivery.publishedAt(), WHY);
	}

	private <T> T proxy(Class<T> type, T target, UnaryOperator<Object> change) {
		InvocationHandler handler = (proxy, method, arguments) -> {
			if (arguments != null && arguments[0] instanceof ReceiverSpec spec) {
				this.keepsDeadLetters = spec.deadLetters();
			}
			try {
				return change.apply(method.invoke(target, arguments));
			}
			catch (InvocationTargetException ex) {
				throw ex.getCause();
			}
		};
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

}
