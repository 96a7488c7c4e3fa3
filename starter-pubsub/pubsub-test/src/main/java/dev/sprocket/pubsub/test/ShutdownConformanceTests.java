// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.AckMode;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.SubscriptionStatus.State;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Group L of the conformance suite: stop and close; the drain is in
 * {@link DrainConformanceTests}.
 */
abstract class ShutdownConformanceTests extends ConformanceTests {

	private static final Duration LONG = Duration.ofHours(1);

	@Test
	@DisplayName("L1 after a stop a start receives again")
	void l1ReceivesAgainAfterAStop() {
		Instance instance = start();
		for (int round = 1; round <= 3; round++) {
			RecordingHandler<String> handler = recorder();
			Subscription subscription = instance.subscribe(spec("g"), handler);
			publish(instance, 10);
			handler.await(10);
			subscription.close();
		}
		instance.close();
		RecordingHandler<String> handler = recorder();
		Instance second = start();
		second.subscribe(spec("g"), handler);
		publish(second, 10);
		handler.await(10);
		neverMore(handler, 10);
	}

	@Test
	@DisplayName("L5 close ends though acknowledgments are missing")
	void l5CloseEndsThoughAcknowledgmentsAreMissing() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder();
		Subscription subscription = instance.subscribe(patient().ackMode(AckMode.MANUAL), handler);
		publish(instance, 2);
		handler.await(2);
		assertThat(await(background(() -> subscription.drain(beats(2))))).isFalse();
		assertThat(await(close(instance))).isTrue();
	}

	@Test
	@DisplayName("L5 close ends with a full buffer, and with nobody receiving")
	void l5CloseEndsWithAFullBufferAndWithNobodyReceiving() {
		Instance instance = start();
		Gate gate = gate();
		instance.subscribe(patient().concurrency(1), (message, acknowledgment) -> gate.pass());
		publish(instance, 300);
		patience().until("the handler", () -> gate.waiting() == 1);
		CompletableFuture<Boolean> close = close(instance);
		gate.open();
		assertThat(await(close)).isTrue();
		Instance silent = start();
		publish(silent, 10);
		assertThat(await(close(silent))).isTrue();
	}

	@Test
	@DisplayName("L6 concurrent closes all end")
	void l6ConcurrentClosesAllEnd() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder();
		Subscription subscription = instance.subscribe(spec("g"), handler);
		publish(instance, 10);
		List<CompletableFuture<Boolean>> closes = IntStream.range(0, 8)
			.mapToObj((number) -> (number % 2 == 0) ? close(instance) : background(() -> {
				subscription.close();
				return true;
			}))
			.toList();
		assertThat(closes).allMatch(this::await);
	}

	@Test
	@DisplayName("L7 close and drain are idempotent")
	void l7CloseIsIdempotent() {
		Instance instance = start();
		Subscription subscription = instance.subscribe(spec("g"), recorder());
		assertThatNoException().isThrownBy(() -> {
			subscription.close();
			subscription.close();
			assertThat(subscription.drain(beats(1))).isTrue();
			instance.close();
			instance.close();
			subscription.close();
		});
		assertThat(subscription.status().state()).isEqualTo(State.CLOSED);
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> instance.subscribe(spec("g"), recorder()))
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.CLOSED));
	}

	@Test
	@DisplayName("L10 no thread is left behind")
	void l10NoThreadIsLeftBehind() {
		ThreadGroup own = new ThreadGroup("l10");
		live(own, 2);
		int before = own.activeCount();
		live(own, 5);
		patience().until("threads to end", () -> own.activeCount() < before + 5);
	}

	// What a thread starts is in its group.

	private void live(ThreadGroup group, int rounds) {
		CompletableFuture<Void> lives = new CompletableFuture<>();
		new Thread(group, () -> {
			try {
				for (int round = 0; round < rounds; round++) {
					liveOnce();
				}
				lives.complete(null);
			}
			catch (Throwable ex) {
				lives.completeExceptionally(ex);
			}
		}).start();
		await(lives);
	}

	@Test
	@DisplayName("L11 an error of the infrastructure at the stop does not prevent the rest")
	@Requires(Capability.GROUPS)
	void l11ErrorAtTheStopDoesNotPreventTheRest() {
		Instance first = start();
		RecordingHandler<String> before = recorder();
		Subscription one = first.subscribe(patient(), before);
		Subscription other = first.subscribe(SubscriptionSpec.of(topic(), "other", String.class), before);
		publish(first, 5);
		before.await(10);
		first.backend().failCloses();
		assertThatNoException().isThrownBy(first::close);
		assertThat(List.of(one.status().state(), other.status().state())).containsOnly(State.CLOSED);
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> first.publish(topic(), "late"));
		RecordingHandler<String> after = recorder();
		Instance second = start();
		second.subscribe(patient(), after);
		second.subscribe(SubscriptionSpec.of(topic(), "other", String.class), after);
		publish(second, 5);
		after.await(10);
	}

	private SubscriptionSpec<String> patient() {
		return spec("g").concurrency(4).lease(LONG, LONG);
	}

	private CompletableFuture<Boolean> close(Instance instance) {
		return background(() -> {
			instance.close();
			return true;
		});
	}

	private void liveOnce() {
		Instance instance = start();
		RecordingHandler<String> handler = recorder();
		String topic = topic("short-lived");
		instance.subscribe(SubscriptionSpec.of(topic, "g", String.class), handler);
		instance.publish(topic, "x");
		handler.await(1);
		instance.close();
	}

}
