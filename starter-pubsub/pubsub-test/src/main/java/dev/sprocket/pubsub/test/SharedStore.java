// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.lang.reflect.InvocationTargetException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.Support;

/**
 * A store that processes consume from one after the other.
 *
 * @param access opens it
 * @param store what names it
 * @param topic the topic
 * @param inbox whether an inbox makes the effects of messages exactly-once
 */
record SharedStore(StoreAccess access, List<String> store, String topic, boolean inbox) implements AutoCloseable {

	private static final String GROUP = "g";

	private static final Duration LEASE = Duration.ofSeconds(2);

	private static final Duration LONG = Duration.ofHours(1);

	private static final CountDownLatch NEVER = new CountDownLatch(1);

	static SharedStore of(Class<? extends StoreAccess> type, List<String> store, String topic, boolean inbox) {
		try {
			return new SharedStore(type.getConstructor().newInstance(), store, topic, inbox);
		}
		catch (InvocationTargetException ex) {
			throw new IllegalStateException(type.getName() + " cannot be created", ex.getCause());
		}
		catch (ReflectiveOperationException ex) {
			throw new IllegalStateException(
					type.getName()
							+ " cannot be created: it must be public, and have a public constructor without parameters",
					ex);
		}
	}

	Backend open() {
		return this.access.open(this.store);
	}

	Effects effects() {
		return new Effects(transactions().dataSource(), "effect_of_" + this.topic);
	}

	boolean isTransactional() {
		return this.access.transactions(this.store).isPresent();
	}

	private Transactions transactions() {
		return this.access.transactions(this.store).orElseThrow();
	}

	void declare() throws SQLException {
		if (this.inbox) {
			effects().create();
		}
		try (Backend backend = open()) {
			backend.declareGroup(this.topic, GROUP);
		}
	}

	long lag(Backend backend) {
		return backend.lag(this.topic, GROUP).messages();
	}

	PubSub consume(Backend backend, Consumer<String> handled) {
		PubSubBuilder builder = new PubSubBuilder(backend);
		Effects effects = this.inbox ? effects() : null;
		if (effects != null) {
			builder.inbox(transactions().inbox(LONG));
		}
		PubSub pubSub = builder.build();
		boolean keyed = backend.capabilities().of(Capability.KEY_ORDER) != Support.NONE;
		pubSub.subscribe(SubscriptionSpec.of(this.topic, GROUP, String.class)
			.ordering(keyed ? Ordering.KEY : Ordering.NONE)
			.concurrency(4)
			.inbox(this.inbox)
			.lease(LEASE, Duration.ofMinutes(5)), (message, acknowledgment) -> {
				// the work
				NEVER.await(1, TimeUnit.MILLISECONDS);
				if (effects != null) {
					effects.add(message.payload());
				}
				handled.accept(message.payload());
			});
		return pubSub;
	}

	@Override
	public void close() {
		this.access.close();
	}

}
