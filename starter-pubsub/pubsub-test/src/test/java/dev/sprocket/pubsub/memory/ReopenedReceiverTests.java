// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.SubscriptionStatus.State;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What becomes of a subscription whose receiver ends by itself, a moment after it was
 * opened.
 */
class ReopenedReceiverTests {

	private final AtomicInteger opened = new AtomicInteger();

	private final PubSub pubSub = new PubSubBuilder(reopened(new MemoryBackend(Clock.systemUTC()))).build();

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private volatile boolean refused = true;

	@AfterEach
	void close() {
		this.pubSub.close();
	}

	@Test
	void whenItIsRefusedEachTimeThenTheSubscriptionSaysSoAllTheTimeAndBacksOff() {
		Subscription subscription = subscribe();
		await().until(() -> subscription.status().state() == State.BACKING_OFF);
		Patience.DEFAULT.holds("backing off, with the reason", Duration.ofSeconds(1),
				() -> subscription.status().state() == State.BACKING_OFF
						&& "refused on purpose".equals(subscription.status().failure()));
		assertThat(this.opened).hasValueBetween(2, 6);
	}

	@Test
	void whenItIsRefusedNoMoreThenTheSubscriptionGoesOn() {
		Subscription subscription = subscribe();
		await().until(() -> this.opened.get() > 1);
		this.refused = false;
		await().until(() -> subscription.status().state() == State.RUNNING);
		this.pubSub.publisher().publish("orders", "one");
		await().until(() -> this.handled.contains("one"));
		assertThat(subscription.status().failure()).isNull();
	}

	private Subscription subscribe() {
		return this.pubSub.subscribe(SubscriptionSpec.of("orders", "group", String.class),
				(message, ack) -> this.handled.add(message.payload()));
	}

	private Backend reopened(Backend backend) {
		return proxy(Backend.class, (proxy, method, arguments) -> {
			Object result = call(backend, method, arguments);
			return method.getName().equals("openReceiver") ? receiver((Receiver) result) : result;
		});
	}

	// The first call of each goes well.

	private Receiver receiver(Receiver receiver) {
		this.opened.incrementAndGet();
		AtomicInteger receives = new AtomicInteger();
		return proxy(Receiver.class, (proxy, method, arguments) -> {
			if (method.getName().equals("receive") && receives.getAndIncrement() > 0 && this.refused) {
				throw new BackendException(ErrorKind.CLOSED, "refused on purpose", null);
			}
			return call(receiver, method, arguments);
		});
	}

	private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private static <T> T proxy(Class<T> type, InvocationHandler handler) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

}
