// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.RejectMessageException;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.Settlement;
import dev.sprocket.pubsub.test.FaultyBackend;
import dev.sprocket.pubsub.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the engine does when leases cannot be extended.
 */
class LeaseTests {

	private final VirtualClock clock = new VirtualClock();

	private final FaultyBackend backend = new FaultyBackend(new MemoryBackend(this.clock));

	private final PubSub pubSub = new PubSubBuilder(this.backend).clock(this.clock).build();

	private final Semaphore turns = new Semaphore(0);

	private final CountDownLatch gate = new CountDownLatch(1);

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private final AtomicInteger failedExtensions = new AtomicInteger();

	@AfterEach
	void close() {
		this.gate.countDown();
		this.turns.release(10);
		this.pubSub.close();
	}

	@Test
	void whenAnExtensionFailsOnceThenItIsRepeatedBeforeTheLeaseIsOver() {
		failExtensions(2);
		subscribe(Ordering.NONE);
		publish("one", "two");
		await().until(() -> this.handled.size() == 1);
		this.clock.advance(Duration.ofSeconds(15));
		await().until(() -> this.failedExtensions.get() == 2);
		this.clock.advance(Duration.ofSeconds(1));
		await().until(() -> extended() == 2);
		this.clock.advance(Duration.ofSeconds(14));
		this.gate.countDown();
		await().until(() -> this.backend.lag("orders", "group").messages() == 0);
		assertThat(this.handled).containsExactly("one", "two");
	}

	@Test
	void whenTheLeaseOfAWaitingMessageIsLostThenOnlyItsNextDeliveryIsHandled() {
		failExtensions(Integer.MAX_VALUE);
		subscribe(Ordering.NONE);
		publish("one", "two");
		await().until(() -> this.handled.size() == 1);
		this.clock.advance(Duration.ofSeconds(15));
		await().until(() -> this.failedExtensions.get() == 2);
		this.clock.advance(Duration.ofSeconds(16));
		await().until(() -> this.failedExtensions.get() >= 4);
		this.gate.countDown();
		await().until(() -> this.backend.lag("orders", "group").messages() == 0);
		assertThat(this.handled).containsExactlyInAnyOrder("one", "one", "two");
	}

	@Test
	void whenTheLeaseOfAMessageIsLostThenTheNextOfItsKeyDoesNotOvertakeIt() {
		subscribe(Ordering.KEY);
		publish("gate");
		await().until(() -> this.handled.size() == 1);
		publish("one");
		Patience.DEFAULT.holds("it is fetched and waits", () -> this.handled.size() == 1);
		this.clock.advance(Duration.ofSeconds(10));
		publish("two");
		failExtensions(Integer.MAX_VALUE);
		this.clock.advance(Duration.ofSeconds(10));
		await().until(() -> this.failedExtensions.get() >= 2);
		this.clock.advance(Duration.ofSeconds(11));
		await().until(() -> this.failedExtensions.get() >= 4);
		this.backend.heal();
		this.gate.countDown();
		await().until(() -> this.backend.lag("orders", "group").messages() == 0);
		assertThat(this.handled).filteredOn((payload) -> !payload.equals("gate")).containsExactly("one", "two");
	}

	@Test
	void whenTheLeaseOfAMessageIsLostAtWorkThenTheNextOfItsKeyDoesNotOvertakeIt() {
		SubscriptionSpec<String> spec = SubscriptionSpec.of("orders", "group", String.class);
		this.pubSub.subscribe(spec.ordering(Ordering.KEY).concurrency(1), (message, ack) -> {
			this.handled.add(message.payload() + "-" + message.attempt());
			this.gate.await();
			if (message.payload().equals("one") && message.attempt() == 1) {
				throw new IllegalStateException("failed on purpose");
			}
		});
		publish("one");
		await().until(() -> this.handled.size() == 1);
		this.clock.advance(Duration.ofSeconds(10));
		publish("two");
		Patience.DEFAULT.holds("it is fetched and waits", () -> this.handled.size() == 1);
		failExtensions(Integer.MAX_VALUE);
		this.clock.advance(Duration.ofSeconds(10));
		await().until(() -> this.failedExtensions.get() >= 1);
		this.clock.advance(Duration.ofSeconds(11));
		Patience.DEFAULT.holds("the lease is over", () -> this.handled.size() == 1);
		this.backend.heal();
		this.gate.countDown();
		await().until(() -> this.backend.lag("orders", "group").messages() == 0);
		assertThat(this.handled).containsExactly("one-1", "one-2", "two-1");
	}

	@Test
	void whenADeadLetterIsRefusedAsTheLeaseIsOverThenTheNextOfItsKeyDoesNotOvertakeIt() {
		SubscriptionSpec<String> spec = SubscriptionSpec.of("orders", "group", String.class);
		try (PubSub late = new PubSubBuilder(this.backend).clock(new VirtualClock()).build()) {
			Subscription subscription = late.subscribe(spec.ordering(Ordering.KEY).concurrency(1), (message, ack) -> {
				this.handled.add(message.payload() + "-" + message.attempt());
				this.gate.await();
				if (message.attempt() == 1) {
					throw new RejectMessageException("on purpose");
				}
			});
			publish("one", "two");
			await().until(() -> this.handled.size() == 1 && subscription.status().buffered() == 1);
			this.clock.advance(Duration.ofSeconds(31));
			this.gate.countDown();
			await().until(() -> this.backend.lag("orders", "group").messages() == 0);
			assertThat(this.handled).containsExactly("one-1", "one-2", "two-2");
		}
	}

	@Test
	void whenAMessageCannotBeGivenBackThenTheNextOfItsKeyDoesNotOvertakeIt() {
		AtomicInteger failedReleases = new AtomicInteger();
		Subscription subscription = subscribe(Ordering.KEY);
		publish("gate", "one", "two");
		await().until(() -> this.handled.size() == 1 && subscription.status().buffered() == 2);
		this.backend.failSettlements(1,
				(settlement) -> settlement instanceof Settlement.Release release
						&& new String(release.delivery().body(), StandardCharsets.UTF_8).equals("two")
						&& failedReleases.incrementAndGet() > 0);
		subscription.pause();
		await().until(() -> failedReleases.get() == 1);
		publish("three");
		subscription.resume();
		this.gate.countDown();
		Patience.DEFAULT.holds("no other of its key", () -> this.handled.size() == 1);
		this.clock.advance(Duration.ofSeconds(1));
		await().until(() -> this.backend.lag("orders", "group").messages() == 0);
		assertThat(this.handled).containsExactly("gate", "one", "two", "three");
	}

	@Test
	void whenTheLeaseOfAHandlerThatHangsIsLostThenItsKeyGoesOnOnceTheHandlerIsNotWaitedForAnyMore() {
		SubscriptionSpec<String> spec = SubscriptionSpec.of("orders", "group", String.class);
		this.pubSub.subscribe(
				spec.ordering(Ordering.KEY).concurrency(2).lease(Duration.ofSeconds(30), Duration.ofMinutes(2)),
				(message, ack) -> {
					this.handled.add(message.payload() + "-" + message.attempt());
					if (message.attempt() == 1 && message.payload().equals("one")) {
						this.gate.await();
					}
				});
		publish("one");
		await().until(() -> this.handled.size() == 1);
		failExtensions(Integer.MAX_VALUE);
		this.clock.advance(Duration.ofSeconds(15));
		await().until(() -> this.failedExtensions.get() >= 1);
		this.clock.advance(Duration.ofSeconds(16));
		Patience.DEFAULT.holds("its lease is lost", () -> this.handled.size() == 1);
		this.backend.heal();
		publish("two");
		for (int step = 0; step < 4; step++) {
			passTwoThirdsOfAMinute();
		}
		await().until(() -> this.backend.lag("orders", "group").messages() == 0);
		assertThat(this.handled).containsExactly("one-1", "one-2", "two-1");
	}

	@Test
	void whenTheDrainTimesOutBeforeAnAcknowledgmentIsThroughThenItIsRepeatedAndNotGivenBack() {
		AtomicInteger failed = new AtomicInteger();
		Subscription subscription = subscribe(Ordering.NONE);
		publish("one");
		await().until(() -> this.handled.size() == 1);
		this.backend.failSettlements(1,
				(settlement) -> settlement instanceof Settlement.Ack && failed.incrementAndGet() > 0);
		this.gate.countDown();
		await().until(() -> failed.get() == 1);
		subscription.drain(Duration.ofMillis(50));
		assertThat(this.backend.lag("orders", "group").messages()).isZero();
		assertThat(this.handled).containsExactly("one");
	}

	@Test
	void whenAHandlerHangsThenTheExtensionsOfItsLeaseAreNoProgress() {
		try (PubSub watched = new PubSubBuilder(this.backend).clock(this.clock)
			.lagInterval(Duration.ofMillis(10))
			.progressTimeout(Duration.ofMinutes(1))
			.build()) {
			Subscription subscription = watched.subscribe(SubscriptionSpec.of("orders", "group", String.class),
					(message, ack) -> {
						this.handled.add(message.payload());
						this.gate.await();
					});
			publish("one");
			await().until(() -> this.handled.size() == 1);
			passTwoThirdsOfAMinute();
			passTwoThirdsOfAMinute();
			assertThat(extended()).isPositive();
			await().until(() -> subscription.status().stalledSince() != null);
			this.gate.countDown();
			await().until(() -> subscription.status().stalledSince() == null);
		}
	}

	@Test
	void whenMessagesBecomeDeadLettersThenThatIsProgress() {
		Subscription subscription = this.pubSub.subscribe(SubscriptionSpec.of("orders", "group", String.class),
				(message, ack) -> ack.reject("on purpose"));
		publish("one");
		await().until(() -> subscription.status().lastSettledAt() != null);
	}

	@Test
	void whenTheBrokerCannotExtendLeasesThenItIsNotAskedTo() {
		FaultyBackend bare = FaultyBackend.without(this.backend, Capability.LEASE_EXTENSION);
		SubscriptionSpec<String> spec = SubscriptionSpec.of("orders", "group", String.class);
		try (PubSub plain = new PubSubBuilder(bare).clock(this.clock).build()) {
			plain.subscribe(spec, (message, ack) -> ack.extend(Duration.ofMinutes(5)));
			plain.publisher().publish("orders", "one");
			await().until(() -> bare.settled().size() == 1);
			assertThat(bare.settled()).hasOnlyElementsOfType(Settlement.Ack.class);
		}
	}

	@Test
	void whenAMessageWaitsLongerThanAHandlerMayTakeThenItIsKept() {
		subscribe(Duration.ofSeconds(60), this.turns);
		publish("one", "two", "three");
		for (String payload : List.of("one-1", "two-1", "three-1")) {
			await().until(() -> this.handled.contains(payload));
			passTwoThirdsOfAMinute();
			this.turns.release();
		}
		await().until(() -> this.backend.lag("orders", "group").messages() == 0);
		assertThat(this.handled).containsExactly("one-1", "two-1", "three-1");
	}

	@Test
	void whenNoHandlerReturnsInTimeThenWhatWaitsGoesToAnotherMemberAsUntried() {
		subscribe(Duration.ofSeconds(60), this.turns);
		publish("one", "two");
		await().until(() -> this.handled.size() == 1);
		passTwoThirdsOfAMinute();
		passTwoThirdsOfAMinute();
		this.clock.advance(Duration.ofSeconds(30));
		subscribe(Duration.ofSeconds(60), new Semaphore(2));
		await().until(() -> this.backend.lag("orders", "group").messages() == 0);
		assertThat(this.handled).containsExactlyInAnyOrder("one-1", "one-2", "two-1");
	}

	private void subscribe(Duration maxProcessingTime, Semaphore turns) {
		SubscriptionSpec<String> spec = SubscriptionSpec.of("orders", "group", String.class);
		this.pubSub.subscribe(spec.concurrency(1).lease(Duration.ofSeconds(30), maxProcessingTime), (message, ack) -> {
			this.handled.add(message.payload() + "-" + message.attempt());
			turns.acquire();
		});
	}

	private void passTwoThirdsOfAMinute() {
		for (int step = 0; step < 4; step++) {
			this.clock.advance(Duration.ofSeconds(10));
			Patience.DEFAULT.holds("the engine keeps the leases", () -> true);
		}
	}

	private void failExtensions(int times) {
		this.backend.failSettlements(times,
				(settlement) -> settlement instanceof Settlement.Extend && this.failedExtensions.incrementAndGet() > 0);
	}

	private long extended() {
		return this.backend.settled().stream().filter((settlement) -> settlement instanceof Settlement.Extend).count();
	}

	private Subscription subscribe(Ordering ordering) {
		SubscriptionSpec<String> spec = SubscriptionSpec.of("orders", "group", String.class);
		return this.pubSub.subscribe(spec.ordering(ordering).concurrency(1), (message, ack) -> {
			this.handled.add(message.payload());
			this.gate.await();
		});
	}

	private void publish(String... payloads) {
		for (String payload : payloads) {
			this.pubSub.publisher()
				.publish(OutgoingMessage.of("orders", payload).key(payload.equals("gate") ? "other" : "key"));
		}
	}

}
