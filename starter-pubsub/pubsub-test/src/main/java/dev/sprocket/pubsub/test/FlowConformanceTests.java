// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionStatus;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Group J of the conformance suite: how much is handled at a time and a second.
 */
abstract class FlowConformanceTests extends ConformanceTests {

	/** So much the engine fetches for few handlers that are slow. */
	private static final int PREFETCH = 100;

	/** So many messages of a lane may be behind one that is not finished. */
	private static final int WINDOW = 1000;

	private final AtomicInteger running = new AtomicInteger();

	@Test
	@DisplayName("J1 never more messages at a time than asked for")
	void j1NeverMoreAtATime() {
		Instance instance = start();
		RecordingHandler<String> handler = counting(gate());
		instance.subscribe(spec("g").concurrency(3), handler);
		publish(instance, 50);
		patience().until("as many as allowed", () -> this.running.get() == 3);
		neverMore(handler, 3);
	}

	@Test
	@DisplayName("J2 the number at a time is raised and lowered while messages are handled")
	void j2NumberAtATimeIsChanged() {
		Instance instance = start();
		Gate first = gate();
		Gate second = gate();
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			this.running.incrementAndGet();
			Gate gate = (Integer.parseInt(message.payload().substring(1)) < 50) ? first : second;
			gate.pass();
			this.running.decrementAndGet();
		});
		Subscription subscription = instance.subscribe(spec("g").concurrency(2), handler);
		publish(instance, 50);
		patience().until("two at a time", () -> this.running.get() == 2);
		subscription.setConcurrency(6);
		patience().until("six at a time", () -> this.running.get() == 6);
		assertThat(subscription.status().concurrency()).isEqualTo(6);
		subscription.setConcurrency(1);
		first.open();
		awaitInTime(handler, 50);
		instance.publisher().publishAll(List.of(message("m50"), message("m51"), message("m52")));
		patience().until("one at a time", () -> second.waiting() == 1);
		neverMore(handler, 51);
		second.open();
		awaitInTime(handler, 53);
	}

	@Test
	@DisplayName("J3 behind a slow handler no more is fetched than a bounded number")
	void j3SlowHandlerBoundsWhatIsFetched() {
		Instance instance = start();
		Gate gate = gate();
		RecordingHandler<String> handler = counting(gate);
		Subscription subscription = instance.subscribe(spec("g").concurrency(2), handler);
		publish(instance, 1500);
		patience().until("two at work", () -> this.running.get() == 2);
		harness().advance(beats(2));
		patience().holds("no more fetched than " + PREFETCH,
				() -> instance.backend().received() <= PREFETCH && fetched(subscription.status()) <= PREFETCH);
		gate.open();
		awaitInTime(handler, 1500);
	}

	@Test
	@DisplayName("J3 behind a key that stands still no more is fetched than a bounded number, and all comes in order")
	@Requires(Capability.KEY_ORDER)
	void j3KeyThatStandsStillBoundsWhatIsFetched() {
		Instance instance = start();
		Gate gate = gate();
		RecordingHandler<String> handler = counting(gate);
		instance.subscribe(spec("g").ordering(Ordering.KEY), handler);
		int bound = capabilities().cumulative() ? 2 * WINDOW : PREFETCH;
		List<OutgoingMessage> messages = IntStream.range(0, bound + 200)
			.mapToObj((number) -> message("m" + number).key("k"))
			.toList();
		instance.publisher().publishAll(messages);
		patience().until("one at work", () -> this.running.get() == 1);
		if (capabilities().cumulative()) {
			patience().until("as many behind it as a lane may have", () -> instance.backend().received() >= WINDOW);
		}
		harness().advance(beats(2));
		patience().holds("no more fetched than " + bound, () -> instance.backend().received() <= bound);
		gate.open();
		awaitInTime(handler, messages.size());
		assertThat(handler.payloads()).isEqualTo(messages.stream().map(OutgoingMessage::payload).toList());
	}

	@Test
	@DisplayName("J4 paused: what is begun finishes and nothing else begins; resumed: it goes on")
	void j4PausedAndResumed() {
		Instance instance = start();
		Gate gate = gate();
		RecordingHandler<String> handler = counting(gate);
		Subscription subscription = instance.subscribe(spec("g").concurrency(2), handler);
		List<String> published = publish(instance, 20);
		patience().until("two at work", () -> this.running.get() == 2);
		subscription.pause();
		assertThat(subscription.status().state()).isEqualTo(SubscriptionStatus.State.PAUSED);
		gate.open();
		patience().until("those to finish", () -> this.running.get() == 0);
		neverMore(handler, 2);
		subscription.resume();
		awaitInTime(handler, 20);
		neverMore(handler, 20);
		assertThat(handler.payloads()).containsExactlyInAnyOrderElementsOf(published);
	}

	@Test
	@DisplayName("J5 paused between two attempts: the next comes after it is resumed")
	void j5PausedBetweenTwoAttempts() {
		Instance instance = start();
		RecordingHandler<String> handler = failing();
		Subscription subscription = instance.subscribe(spec("g").retry(attempts(3)), handler);
		publish(instance, 1);
		awaitInTime(handler, 1);
		subscription.pause();
		int begun = handler.count();
		neverMore(handler, begun + 1);
		subscription.resume();
		awaitInTime(handler, 3);
		neverMore(handler, 3);
	}

	@Test
	@DisplayName("J6 a limit of messages a second is kept, and taken away")
	void j6RateLimitIsKept() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder();
		Subscription subscription = instance.subscribe(spec("g"), handler);
		subscription.setRateLimit(50);
		assertThat(subscription.status().rateLimit()).isEqualTo(50);
		// what was asked for before may still come without a limit
		publish(instance, 1);
		awaitInTime(handler, 1);
		// not from the first handler, which may begin late on a busy machine
		Instant before = harness().clock().instant();
		publish(instance, 30);
		awaitInTime(handler, 31);
		Duration taken = Duration.between(before, handler.entries().get(30).at());
		assertThat(taken).isGreaterThanOrEqualTo(Duration.ofMillis(450));
		subscription.setRateLimit(1);
		subscription.setRateLimit(0);
		publish(instance, 300);
		awaitInTime(handler, 331);
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> subscription.setRateLimit(-1))
			.withMessageContaining("a rate limit is a number of messages a second, or 0 for none, not -1")
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.INVALID));
	}

	private RecordingHandler<String> counting(Gate gate) {
		return recorder((message, acknowledgment) -> {
			this.running.incrementAndGet();
			gate.pass();
			this.running.decrementAndGet();
		});
	}

	private static int fetched(SubscriptionStatus status) {
		return status.inFlight() + status.buffered();
	}

}
