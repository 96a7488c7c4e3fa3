// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionStatus.State;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Group M of the conformance suite: the network between a service and its broker breaks.
 */
abstract class ReconnectConformanceTests extends ConformanceTests {

	private static final Duration PUBLISH_TIMEOUT = Duration.ofSeconds(9);

	/** What a publisher needs beyond its time-out to be told. */
	private static final Duration SLACK = Duration.ofSeconds(4);

	private static final Duration OUTAGE = Duration.ofSeconds(7);

	@BeforeEach
	void needFaults() {
		Assumptions.assumeTrue(harness().faults().isPresent(), () -> harness().name() + " does not offer faults");
	}

	@Test
	@DisplayName("M4 the network of a publisher is cut: each publish ends in time, and what is stored is delivered once")
	void m4PublisherIsCutOff() {
		RecordingHandler<String> handler = recorder();
		start().subscribe(spec("g"), handler);
		PublishLog log = publishWhileBroken(this::cutForAWhile);
		patience().until("what was stored", harness(), () -> handler.payloads().containsAll(log.stored()));
		assertDeliveredOnce(handler, log);
	}

	@Test
	@DisplayName("M4 the network of a consumer is cut: all is delivered, and what it had settled not again")
	void m4ConsumerIsCutOff() {
		Instance consumer = startBehindFaults();
		Instance publisher = start();
		RecordingHandler<String> handler = recorder();
		consumer.subscribe(spec("g").lease(beats(10), beats(50)), handler);
		List<String> before = publish(publisher, 100);
		awaitInTime(handler, 20);
		patience().until("settlements", harness(), () -> !consumer.backend().acknowledged().isEmpty());
		proxy().cut();
		Set<String> settled = Set.copyOf(consumer.backend().acknowledged());
		List<String> meanwhile = IntStream.range(0, 100).mapToObj((number) -> "cut" + number).toList();
		publisher.publisher().publishAll(meanwhile.stream().map((payload) -> message(payload)).toList());
		Patience.pass(OUTAGE);
		proxy().restore();
		patience().until("every message", harness(), () -> handler.payloads().containsAll(before));
		patience().until("every message", harness(), () -> handler.payloads().containsAll(meanwhile));
		patience().until("every settlement", harness(), () -> consumer.backend().lag(topic(), "g").messages() == 0);
		assertThat(handler.messages()).filteredOn((message) -> settled.contains(message.id()))
			.as("handled again although it was settled")
			.hasSameSizeAs(settled);
	}

	@Test
	@DisplayName("M4 the networks of publisher and consumer are cut together: what is stored is delivered")
	void m4BothAreCutOff() {
		Instance consumer = startBehindFaults();
		RecordingHandler<String> handler = recorder();
		consumer.subscribe(spec("g").lease(beats(10), beats(50)), handler);
		PublishLog log = publishWhileBroken(this::cutForAWhile);
		patience().until("what was stored", harness(), () -> handler.payloads().containsAll(log.stored()));
		log.assertNothingRefusedIn(handler.payloads());
	}

	@Test
	@DisplayName("M4 the other end is gone without a word: a publish ends in time, and works again afterwards")
	void m4HalfOpenConnection() {
		RecordingHandler<String> handler = recorder();
		start().subscribe(spec("g"), handler);
		PublishLog log = publishWhileBroken(this::halfOpenForAWhile);
		patience().until("what was stored", harness(), () -> handler.payloads().containsAll(log.stored()));
		assertDeliveredOnce(handler, log);
	}

	@Test
	@DisplayName("M4 a slow network delays and loses nothing")
	void m4SlowNetwork() {
		Instance instance = startBehindFaults();
		RecordingHandler<String> handler = recorder();
		instance.subscribe(spec("g"), handler);
		proxy().slow(100_000, Duration.ofMillis(5));
		String padding = "x".repeat(1_000);
		List<String> payloads = IntStream.range(0, 40).mapToObj((number) -> padding + number).toList();
		List<CompletableFuture<?>> publishes = payloads.stream()
			.<CompletableFuture<?>>map((payload) -> instance.publisher().publishAsync(message(payload)))
			.toList();
		publishes.forEach(this::await);
		awaitInTime(handler, payloads.size());
		neverMore(handler, payloads.size());
		assertThat(handler.payloads()).containsExactlyInAnyOrderElementsOf(payloads);
	}

	@Test
	@DisplayName("M6 the broker is away at the start: the service starts, says so, and works when it appears")
	void m6BrokerIsAwayAtTheStart() {
		Backend backend = openBehindFaults();
		proxy().cut();
		Instance instance = startBehindFaults(backend);
		RecordingHandler<String> handler = recorder();
		Subscription subscription = instance.subscribe(spec("g"), handler);
		patience().until("the subscription to say so", () -> subscription.status().state() == State.BACKING_OFF);
		assertThat(subscription.status().failure()).isNotBlank();
		assertUnavailable(backend);
		PublishLog log = new PublishLog();
		assertThat(log.publish(instance.publisher(), message("too early")).failed()).hasSize(1);
		proxy().restore();
		patience().until("the subscription to go on", () -> subscription.status().state() == State.RUNNING);
		publishUntilStored(instance, log);
		patience().until("what was stored", () -> handler.payloads().containsAll(log.stored()));
		log.assertNothingRefusedIn(handler.payloads());
	}

	@Test
	@DisplayName("M8 a subscription that is cut off says so meanwhile, and continues by itself")
	void m8SubscriptionContinuesByItself() {
		Backend backend = openBehindFaults();
		Instance instance = startBehindFaults(backend);
		RecordingHandler<String> handler = recorder();
		// what was on its way out when the network was cut comes again after it
		Subscription subscription = instance.subscribe(spec("g").lease(beats(10), beats(50)), handler);
		Instance other = start();
		other.publish(topic(), "before");
		handler.await(1);
		patience().until("the settlement", () -> backend.lag(topic(), "g").messages() == 0);
		proxy().cut();
		patience().until("the subscription to say so", () -> subscription.status().state() == State.BACKING_OFF);
		assertThat(subscription.status().failure()).isNotBlank();
		assertUnavailable(backend);
		other.publish(topic(), "meanwhile");
		Patience.pass(OUTAGE);
		assertThat(subscription.status().state()).isEqualTo(State.BACKING_OFF);
		proxy().restore();
		patience().until("what was published meanwhile", () -> handler.payloads().contains("meanwhile"));
		other.publish(topic(), "after");
		patience().until("what was published after it", () -> handler.payloads().contains("after"));
		// a broker that has given the member up may hand out again what was not settled
		assertThat(handler.payloads()).containsSubsequence("before", "meanwhile", "after").containsOnlyOnce("before");
		assertThat(subscription.status().state()).isEqualTo(State.RUNNING);
		assertThat(subscription.status().failure()).isNull();
		assertThatNoException().isThrownBy(backend::check);
	}

	// Publish one after the other from before to after an outage.

	private PublishLog publishWhileBroken(Runnable outage) {
		Instance publisher = startBehindFaults();
		PublishLog log = new PublishLog();
		CompletableFuture<Boolean> breaking = background(() -> {
			patience().until("traffic", () -> log.stored().size() >= 20);
			outage.run();
			return true;
		});
		int number = 0;
		while (!breaking.isDone()) {
			log.publish(publisher.publisher(), message("p" + number++));
		}
		breaking.join();
		publishUntilStored(publisher, log);
		assertThat(!log.failed().isEmpty() || log.slowest().compareTo(OUTAGE.dividedBy(2)) > 0)
			.as("a publisher noticed the outage")
			.isTrue();
		assertThat(log.slowest()).isLessThan(PUBLISH_TIMEOUT.plus(SLACK));
		return log;
	}

	// What may or may not be stored may have been sent again by the client.

	private static void assertDeliveredOnce(RecordingHandler<String> handler, PublishLog log) {
		log.assertNothingRefusedIn(handler.payloads());
		assertThat(handler.payloads()).filteredOn((payload) -> !log.unknown().contains(payload))
			.containsExactlyInAnyOrderElementsOf(log.stored());
	}

	private void cutForAWhile() {
		proxy().cut();
		Patience.pass(OUTAGE);
		proxy().restore();
	}

	private void halfOpenForAWhile() {
		proxy().halfOpen();
		Patience.pass(OUTAGE);
		proxy().restore();
	}

	// The connections of a pool may fail one by one. Another payload each time: of what
	// fails it may be unknown whether it is stored.

	private void publishUntilStored(Instance instance, PublishLog log) {
		int before = log.stored().size();
		patience().until("a publish to work",
				() -> log.publish(instance.publisher(), message(topic("after"))).stored().size() > before);
	}

	private FaultProxy proxy() {
		return faults().proxy();
	}

	private Faults faults() {
		return harness().faults().orElseThrow();
	}

	private Backend openBehindFaults() {
		return opened(faults().open());
	}

	private Instance startBehindFaults() {
		return startBehindFaults(openBehindFaults());
	}

	private Instance startBehindFaults(Backend backend) {
		return start(new FaultyBackend(backend), (builder) -> builder.publishTimeout(PUBLISH_TIMEOUT));
	}

	private static void assertUnavailable(Backend backend) {
		assertThatExceptionOfType(BackendException.class).isThrownBy(backend::check)
			.satisfies((exception) -> assertThat(exception.kind()).isIn(ErrorKind.UNAVAILABLE, ErrorKind.TIMEOUT));
	}

}
