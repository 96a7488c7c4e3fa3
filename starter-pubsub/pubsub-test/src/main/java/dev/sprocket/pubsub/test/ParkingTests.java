// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Assumptions;

import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.DeadLetterQuery;
import dev.sprocket.pubsub.DeadLetterQueue;
import dev.sprocket.pubsub.FailedMessage;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.Support;

/**
 * What the tests of parked keys share: one handler fails on each payload that ends with
 * "-1", until it is healed.
 */
abstract class ParkingTests extends ConformanceTests {

	static final DeadLetterQuery ALL = DeadLetterQuery.all().max(10_000);

	final AtomicBoolean healed = new AtomicBoolean();

	final Instance startKeyed() {
		Assumptions.assumeTrue(capabilities().of(Capability.KEY_ORDER) != Support.NONE,
				() -> harness().name() + " does not declare KEY_ORDER");
		return start();
	}

	final SubscriptionSpec<String> parking() {
		return spec("g").ordering(Ordering.KEY)
			.concurrency(4)
			.retry(attempts(1))
			.deadLetter(DeadLetterPolicy.DEFAULT.parkKey(10_000));
	}

	final RecordingHandler<String> unhealthy() {
		return recorder((message, acknowledgment) -> {
			if (message.payload().endsWith("-1") && !this.healed.get()) {
				throw new IllegalStateException("failed on purpose");
			}
		});
	}

	final void publish(Instance instance, String... payloads) {
		for (String payload : payloads) {
			instance.publish(message(payload).key(payload.substring(0, 1)));
		}
	}

	static List<String> numbered(String key, int from, int to) {
		return IntStream.range(from, to).mapToObj((number) -> key + "-" + number).toList();
	}

	final DeadLetterQueue queue(Instance instance) {
		return instance.pubSub().deadLetters(topic(), "g");
	}

	final List<FailedMessage> awaitLetters(Instance instance, int count) {
		List<FailedMessage> letters = new ArrayList<>();
		patience().until(count + " letters, and no redrive under way", harness(), () -> {
			// seen at once: the mark of a redrive is a letter, too
			letters.clear();
			letters.addAll(queue(instance).find(ALL));
			return letters.size() == count
					&& letters.stream().noneMatch((letter) -> "redriving".equals(letter.reason()));
		});
		return letters;
	}

	static String text(FailedMessage letter) {
		return new String(letter.message().payload(), StandardCharsets.UTF_8);
	}

	static List<String> ofKey(RecordingHandler<String> handler, String key) {
		return handler.messages()
			.stream()
			.filter((message) -> key.equals(message.key()))
			.map(Message::payload)
			.toList();
	}

}
