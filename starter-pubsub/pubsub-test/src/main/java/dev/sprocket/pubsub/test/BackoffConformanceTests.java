// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.DeadLetterHeaders;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.RetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Group E of the conformance suite: how long a retry waits.
 */
abstract class BackoffConformanceTests extends ConformanceTests {

	@Test
	@DisplayName("E2 pauses grow by the multiplier up to the maximum")
	void e2PausesGrowUpToTheMaximum() {
		List<Duration> pauses = pauses(RetryPolicy.DEFAULT.attempts(4).backoff(beats(2), 10, beats(6)).jitter(0), 3);
		assertThat(pauses.get(0)).isBetween(beats(2), beats(17));
		assertThat(pauses.get(1)).isBetween(beats(6), beats(19));
		assertThat(pauses.get(2)).isBetween(beats(6), beats(19));
	}

	@Test
	@DisplayName("E2 fixed pauses stay as they are")
	void e2FixedPausesStayAsTheyAre() {
		List<Duration> pauses = pauses(RetryPolicy.DEFAULT.attempts(4).backoff(beats(3), 1, beats(60)).jitter(0), 3);
		assertThat(pauses).allSatisfy((pause) -> assertThat(pause).isBetween(beats(3), beats(18)));
	}

	@Test
	@DisplayName("E2 jitter stays within its share")
	void e2JitterStaysWithinItsShare() {
		Instance instance = start();
		RecordingHandler<String> handler = failing();
		RetryPolicy policy = RetryPolicy.DEFAULT.attempts(2).backoff(beats(8), 1, beats(8)).jitter(0.5);
		instance.subscribe(spec("g").concurrency(8).retry(policy), handler);
		publish(instance, 20);
		awaitInTime(handler, 40);
		List<Duration> pauses = handler.messages()
			.stream()
			.map(Message::payload)
			.distinct()
			.map((payload) -> pause(handler, payload))
			.toList();
		assertThat(pauses).allSatisfy((pause) -> assertThat(pause).isBetween(beats(4), beats(27)));
		assertThat(pauses.stream().distinct().count()).isGreaterThan(1);
	}

	@Test
	@DisplayName("E7 no attempt begins after the maximal time")
	void e7NoAttemptBeginsAfterTheMaximalTime() {
		Instance instance = start();
		RecordingHandler<String> handler = failing();
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		RetryPolicy policy = RetryPolicy.fixed(100, beats(2)).maxElapsed(beats(5));
		instance.subscribe(spec("g").retry(policy), handler);
		publish(instance, 1);
		awaitInTime(dead, 1);
		assertThat(handler.count()).isBetween(2, 3);
		harness().advance(beats(3));
		neverMore(handler, 3);
		assertThat(dead.messages().get(0).headers()).containsEntry(DeadLetterHeaders.REASON, "exhausted");
	}

	private List<Duration> pauses(RetryPolicy policy, int count) {
		Instance instance = start();
		RecordingHandler<String> handler = failing();
		instance.subscribe(spec("g").retry(policy), handler);
		publish(instance, 1);
		awaitInTime(handler, count + 1);
		List<Instant> starts = handler.entries().stream().map(BackoffConformanceTests::start).toList();
		List<Duration> pauses = new ArrayList<>();
		for (int index = 0; index < count; index++) {
			pauses.add(Duration.between(starts.get(index), starts.get(index + 1)));
		}
		return pauses;
	}

	private Duration pause(RecordingHandler<String> handler, String payload) {
		List<Instant> starts = handler.entries()
			.stream()
			.filter((entry) -> entry.message().payload().equals(payload))
			.map(BackoffConformanceTests::start)
			.toList();
		return Duration.between(starts.get(0), starts.get(1));
	}

	// The engine counts in whole milliseconds.

	private static Instant start(RecordingHandler.Entry<?> entry) {
		return entry.at().truncatedTo(ChronoUnit.MILLIS);
	}

}
