// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.lifecycle.DrainResult;
import dev.sprocket.lifecycle.LifecycleParticipant;
import dev.sprocket.pubsub.AckMode;
import dev.sprocket.pubsub.Acknowledgment;
import dev.sprocket.pubsub.DeadLetterHeaders;
import dev.sprocket.pubsub.DeadLetterQueue;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.SubscriptionStatus.State;
import dev.sprocket.pubsub.Topic;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.test.FaultyBackend;
import dev.sprocket.pubsub.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What the engine does with each message, on a clock that the test moves.
 */
class EngineTests {

	private final VirtualClock clock = new VirtualClock();

	private final MemoryBackend backend = new MemoryBackend(this.clock);

	private final PubSub pubSub = new PubSubBuilder(this.backend).clock(this.clock).build();

	@AfterEach
	void close() {
		this.pubSub.close();
	}

	private static SubscriptionSpec<String> spec(String topic) {
		return SubscriptionSpec.of(topic, "group", String.class);
	}

	@Test
	void publishedMessageReachesTheHandlerOnce() {
		List<Message<String>> received = new CopyOnWriteArrayList<>();
		this.pubSub.subscribe(spec("orders"), (message, ack) -> received.add(message));
		this.pubSub.publisher().publish(OutgoingMessage.of("orders", "one").key("k").header("a", "b"));
		await().until(() -> received.size() == 1);
		assertThat(received.get(0).payload()).isEqualTo("one");
		assertThat(received.get(0).headers()).isEqualTo(Map.of("a", "b"));
		assertThat(received.get(0).key()).isEqualTo("k");
		assertThat(received.get(0).attempt()).isEqualTo(1);
		assertThat(received.get(0).publishedAt()).isEqualTo(this.clock.instant());
		await().until(() -> this.backend.lag("orders", "group").messages() == 0);
	}

	@Test
	void whenTheBackendDoesNotAnswerThenADrainSaysThatItHasNotFlushed() {
		FaultyBackend silent = new FaultyBackend(new MemoryBackend(this.clock));
		try (PubSub drained = new PubSubBuilder(silent).publishTimeout(Duration.ofMillis(500)).build()) {
			assertThat(drained.drain(Duration.ofMillis(50))).isTrue();
			silent.swallowSends();
			drained.publisher().publishAsync(OutgoingMessage.of("orders", "one"));
			assertThat(drained.drain(Duration.ofMillis(50))).isFalse();
			// its publisher has been told that it failed
			assertThat(drained.drain(Duration.ofSeconds(10))).isTrue();
		}
	}

	@Test
	void topicThatKnowsWhatItCarriesIsCheckedAtBothEnds() {
		Topic<Integer> amounts = new Topic<>("amounts", Integer.class);
		AtomicInteger sum = new AtomicInteger();
		this.pubSub.subscribe(SubscriptionSpec.of(amounts, "group"),
				(message, ack) -> sum.addAndGet(message.payload()));
		this.pubSub.publisher().publish(amounts.message(40));
		this.pubSub.publisher().publish(amounts.message(2).key("k"));
		await().untilAsserted(() -> assertThat(sum).hasValue(42));
	}

	@Test
	void failedMessageIsRetriedByThePolicyThenDeadLettered() {
		AtomicInteger attempts = new AtomicInteger();
		RetryPolicy policy = RetryPolicy.DEFAULT.attempts(3)
			.backoff(Duration.ofSeconds(1), 2, Duration.ofMinutes(1))
			.jitter(0);
		this.pubSub.subscribe(spec("orders").retry(policy), (message, ack) -> {
			attempts.incrementAndGet();
			throw new IllegalStateException("no");
		});
		List<Message<String>> dead = new CopyOnWriteArrayList<>();
		this.pubSub.subscribe(spec("orders.group.dlq"), (message, ack) -> dead.add(message));
		this.pubSub.publisher().publish("orders", "one");
		await().until(() -> attempts.get() == 1 && isIdle());
		this.clock.advance(Duration.ofMillis(1_000));
		await().until(() -> attempts.get() == 2 && isIdle());
		this.clock.advance(Duration.ofMillis(1_999));
		assertThat(attempts).hasValue(2);
		this.clock.advance(Duration.ofMillis(1));
		await().until(() -> dead.size() == 1);
		assertThat(attempts).hasValue(3);
		assertThat(dead.get(0).headers()).containsEntry(DeadLetterHeaders.REASON, "exhausted")
			.containsEntry(DeadLetterHeaders.ATTEMPTS, "3")
			.containsEntry(DeadLetterHeaders.FIRST_FAILED_AT, "2026-01-01T00:00:00Z")
			.containsEntry(DeadLetterHeaders.LAST_FAILED_AT, "2026-01-01T00:00:03Z");
	}

	private boolean isIdle() {
		return this.backend.held("orders", "group") == 0;
	}

	@Test
	void whenAMessageWaitsForItsRetryThenItsKeyWaitsAndOthersGoOn() {
		List<String> handled = new CopyOnWriteArrayList<>();
		this.pubSub.subscribe(spec("orders").ordering(Ordering.KEY), (message, ack) -> {
			handled.add(message.payload() + message.attempt());
			if (message.payload().equals("a1-") && message.attempt() == 1) {
				throw new IllegalStateException("no");
			}
		});
		for (String payload : List.of("a1-", "a2-", "b1-", "a3-")) {
			this.pubSub.publisher().publish(OutgoingMessage.of("orders", payload).key(payload.substring(0, 1)));
		}
		await().until(() -> handled.contains("b1-1") && handled.contains("a1-1") && isIdle());
		assertThat(handled).containsExactlyInAnyOrder("a1-1", "b1-1");
		this.clock.advance(Duration.ofSeconds(1));
		await().until(() -> handled.size() == 5);
		assertThat(handled).filteredOn((one) -> one.startsWith("a")).containsExactly("a1-1", "a1-2", "a2-1", "a3-1");
	}

	@Test
	void whenDrainTimesOutThenTheMessageComesBackAsUntried() throws Exception {
		CountDownLatch interrupted = new CountDownLatch(1);
		CountDownLatch started = new CountDownLatch(1);
		Subscription first = this.pubSub.subscribe(spec("orders"), (message, ack) -> {
			started.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
				throw ex;
			}
		});
		this.pubSub.publisher().publish("orders", "one");
		started.await();
		assertThat(first.drain(Duration.ofMillis(50))).isFalse();
		interrupted.await();
		List<Integer> attempts = new CopyOnWriteArrayList<>();
		this.pubSub.subscribe(spec("orders"), (message, ack) -> attempts.add(message.attempt()));
		await().until(() -> attempts.size() == 1);
		assertThat(attempts).containsExactly(1);
	}

	@Test
	void whenMessagesAreKeptByHandThenTheReportTellsThemFromWhatHandlersFinish() throws Exception {
		CountDownLatch ending = new CountDownLatch(1);
		CountDownLatch atWork = new CountDownLatch(2);
		List<Acknowledgment> kept = new CopyOnWriteArrayList<>();
		Subscription subscription = this.pubSub.subscribe(spec("orders").ackMode(AckMode.MANUAL), (message, ack) -> {
			if (message.payload().equals("kept")) {
				kept.add(ack);
				return;
			}
			atWork.countDown();
			ending.await();
			ack.ack();
		});
		List.of("kept", "kept", "kept", "ends", "ends")
			.forEach((one) -> this.pubSub.publisher().publish("orders", one));
		await().until(() -> kept.size() == 3);
		atWork.await();
		LifecycleParticipant lifecycle = this.pubSub.lifecycle();
		lifecycle.stopIntake();
		ending.countDown();
		await().until(() -> this.backend.lag("orders", "group").messages() == 3);
		DrainResult result = lifecycle.drain(Deadline.after(Duration.ofMillis(50)));
		assertThat(result).isEqualTo(new DrainResult("messages", 2, 0, 3));
		assertThat(subscription.status().state()).isEqualTo(State.CLOSED);
	}

	@Test
	void whenTheGroupOfDeadLettersIsToBeRemovedThenRefusedWithWhatToDoInstead() {
		assertThatExceptionOfType(PubSubException.class)
			.isThrownBy(() -> this.pubSub.removeGroup("orders.group.dlq", DeadLetterQueue.GROUP))
			.withMessage("Topic orders.group.dlq, group dead-letters: not removed, because letters that are stored"
					+ " from now on would be kept for nobody; discard them instead")
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID));
	}

	@Test
	void whenAHandlerKeepsAMessageForEverThenItStaysAndTheOthersAreSettled() {
		List<Acknowledgment> kept = new CopyOnWriteArrayList<>();
		this.pubSub.subscribe(spec("orders").ackMode(AckMode.MANUAL), (message, ack) -> kept.add(ack));
		this.pubSub.publisher().publish("orders", "one");
		this.pubSub.publisher().publish("orders", "two");
		await().until(() -> kept.size() == 2);
		assertThatExceptionOfType(NullPointerException.class).isThrownBy(() -> kept.get(0).extend(null))
			.withMessage("lease");
		kept.get(0).extend(ChronoUnit.FOREVER.getDuration());
		kept.get(1).ack();
		await().until(() -> this.backend.lag("orders", "group").messages() == 1);
		this.clock.advance(Duration.ofDays(300));
		Patience.DEFAULT.holds("no more", () -> kept.size() == 2);
		this.clock.advance(Duration.ofDays(100));
		await().until(() -> kept.size() == 3);
		kept.get(2).ack();
	}

	@Test
	void whenAHandlerHasAcknowledgedAndIsStillAtWorkThenTheDrainWaitsForIt() {
		CountDownLatch gate = new CountDownLatch(1);
		Subscription subscription = this.pubSub.subscribe(spec("orders"), (message, ack) -> {
			ack.ack();
			gate.await();
		});
		this.pubSub.publisher().publish("orders", "one");
		await().until(() -> this.backend.lag("orders", "group").messages() == 0);
		CompletableFuture<Boolean> drain = CompletableFuture
			.supplyAsync(() -> subscription.drain(Duration.ofMinutes(1)));
		await().until(() -> subscription.status().state() != State.RUNNING);
		Patience.DEFAULT.holds("the drain waits", () -> !drain.isDone());
		gate.countDown();
		assertThat(drain).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
	}

	@Test
	void whenTheDrainTimesOutThenAHandlerThatHasAcknowledgedIsInterrupted() throws Exception {
		CountDownLatch interrupted = new CountDownLatch(1);
		Subscription subscription = this.pubSub.subscribe(spec("orders"), (message, ack) -> {
			ack.ack();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
		});
		this.pubSub.publisher().publish("orders", "one");
		await().until(() -> this.backend.lag("orders", "group").messages() == 0);
		assertThat(subscription.drain(Duration.ofMillis(50))).isFalse();
		assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whenTheDrainTimesOutThenAHandlerIsInterruptedOnceAndMayCleanUp() throws Exception {
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		CountDownLatch gate = new CountDownLatch(1);
		CountDownLatch cleanedUp = new CountDownLatch(1);
		Subscription subscription = this.pubSub.subscribe(spec("orders"), (message, ack) -> {
			started.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			gate.await();
			cleanedUp.countDown();
		});
		this.pubSub.publisher().publish("orders", "one");
		started.await();
		assertThat(subscription.drain(Duration.ofMillis(50))).isFalse();
		interrupted.await();
		await().until(() -> subscription.status().state() == State.CLOSED);
		gate.countDown();
		assertThat(cleanedUp.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whenTheIntakeHasStoppedThenNothingIsSubscribedAnyMore() {
		this.pubSub.lifecycle().stopIntake();
		assertThatExceptionOfType(PubSubException.class)
			.isThrownBy(() -> this.pubSub.subscribe(spec("orders"), (message, ack) -> {
			}))
			.withMessage("Topic orders, group group: not subscribed, because pub/sub stops or is closed")
			.satisfies((failure) -> assertThat(failure.kind()).isEqualTo(ErrorKind.CLOSED));
	}

	@Test
	void whenAManualMessageIsNeitherSettledNorExtendedThenItsLeaseRunsOut() {
		List<Acknowledgment> kept = new CopyOnWriteArrayList<>();
		List<Integer> attempts = new CopyOnWriteArrayList<>();
		this.pubSub.subscribe(spec("orders").ackMode(AckMode.MANUAL), (message, ack) -> {
			kept.add(ack);
			attempts.add(message.attempt());
		});
		this.pubSub.publisher().publish("orders", "one");
		await().until(() -> attempts.size() == 1);
		this.clock.advance(Duration.ofSeconds(31));
		await().until(() -> attempts.size() == 2);
		kept.get(0).ack();
		assertThat(this.backend.lag("orders", "group").messages()).isEqualTo(1);
		kept.get(1).ack();
		await().until(() -> this.backend.lag("orders", "group").messages() == 0);
		assertThat(attempts).containsExactly(1, 2);
	}

}
