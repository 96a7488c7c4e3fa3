// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.DeadLetterHeaders;
import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.spi.Limits;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Group F of the conformance suite: how much a dead letter says.
 */
abstract class DeadLetterHeaderConformanceTests extends ConformanceTests {

	@Test
	@DisplayName("F2 no stack trace unless the policy asks for it")
	void f2NoStackTraceUnlessAskedFor() {
		Instance instance = start();
		RecordingHandler<byte[]> dead = bury(instance);
		instance.subscribe(spec("g").retry(attempts(1)), failing());
		publish(instance, 1);
		awaitInTime(dead, 1);
		assertThat(dead.messages().get(0).headers()).doesNotContainKey(DeadLetterHeaders.ERROR_STACK);
	}

	@Test
	@DisplayName("F3 headers are capped: 1 KiB each, 4 KiB of stack")
	void f3HeadersAreCapped() {
		Map<String, String> headers = headersOfALoudDeath(start(), "mine");
		assertThat(bytes(headers.getOrDefault(DeadLetterHeaders.ERROR_MESSAGE, ""))).isBetween(900, 1024);
		assertThat(bytes(headers.getOrDefault(DeadLetterHeaders.ERROR_STACK, ""))).isBetween(900, 4096);
		assertThat(headers.get(DeadLetterHeaders.ERROR_MESSAGE)).startsWith("ü😀ü😀").doesNotContain("\uFFFD", "?");
	}

	@Test
	@DisplayName("F3 the headers of the message leave little room: the dead letter is stored all the same")
	void f3DeadLetterIsStoredThoughTheHeadersLeaveLittleRoom() {
		Instance instance = start(FaultyBackend.withLimits(open(), (limits) -> new Limits(limits.sendBatch(),
				limits.receiveBatch(), limits.bodyBytes(), 8192, limits.maxReleaseDelay(), limits.maxDeliveryDelay())));
		String large = "x".repeat(6800);
		Map<String, String> headers = headersOfALoudDeath(instance, large);
		assertThat(headers).containsEntry("mine", large).containsEntry(DeadLetterHeaders.REASON, "exhausted");
		instance.backend()
			.sent()
			.forEach((sent) -> assertThat(sent.headers()
				.entrySet()
				.stream()
				.mapToInt((header) -> bytes(header.getKey()) + bytes(header.getValue()))
				.sum()).isLessThanOrEqualTo(8192));
	}

	private RecordingHandler<byte[]> bury(Instance instance) {
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		return dead;
	}

	private Map<String, String> headersOfALoudDeath(Instance instance, String header) {
		RecordingHandler<byte[]> dead = bury(instance);
		RecordingHandler<String> loud = recorder((message, acknowledgment) -> {
			throw new IllegalStateException("ü😀".repeat(100_000));
		});
		instance.subscribe(spec("g").retry(attempts(1)).deadLetter(DeadLetterPolicy.DEFAULT.withStackTrace()), loud);
		instance.publish(message("x").header("mine", header));
		awaitInTime(dead, 1);
		return dead.messages().get(0).headers();
	}

	private static int bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8).length;
	}

}
