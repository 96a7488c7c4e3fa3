// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.spi.Backend;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SIGKILL of a consumer at any moment, again and again, for a backend whose store
 * outlives the process: nothing is lost, what is handled twice had been begun and not
 * settled, and with an inbox the effect of each message is there once. Extend it and say
 * how another process opens the store. The system property {@code sprocket.scale} says
 * how often: twice in 400 messages, or with {@code full} 20 times in 20,000.
 */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(3_600)
public abstract class KilledConsumerTests {

	private static final int MESSAGES = Scale.current().of(400, 20_000);

	private static final int KILLS = Scale.current().of(2, 20);

	private static final Patience PATIENCE = new Patience(Duration.ofMinutes(Scale.current().of(1, 10)));

	private final String topic = "killed_" + UUID.randomUUID().toString().replace("-", "");

	@TempDir
	private Path folder;

	private final List<String> handled = Collections.synchronizedList(new ArrayList<>());

	/**
	 * Return what opens the store.
	 * @return a public class
	 */
	protected abstract Class<? extends StoreAccess> access();

	/**
	 * Return what names the store of this test, which must be there. Called once a test.
	 * @return what {@link StoreAccess#open} takes
	 * @throws Exception the test fails
	 */
	protected abstract List<String> store() throws Exception;

	/**
	 * Return how many messages may be handled and not settled when a process is killed:
	 * what is begun, and what the backend does not settle one by one.
	 * @return 100 by default, as many as the engine fetches ahead
	 */
	protected int window() {
		return 100;
	}

	@Test
	@DisplayName("M2 consumers are killed at any moment: nothing is lost, and little is handled twice")
	void m2NothingIsLostAndLittleIsHandledTwice() throws Exception {
		assertNothingIsLost(store(), false);
	}

	@Test
	@DisplayName("P5 consumers are killed at any moment: with an inbox each message has one effect")
	void p5EachMessageHasOneEffect() throws Exception {
		List<String> name = store();
		try (SharedStore store = open(name, true)) {
			Assumptions.assumeTrue(store.isTransactional(), "The store has no transactions to share");
		}
		assertNothingIsLost(name, true);
		try (SharedStore store = open(name, true)) {
			assertThat(store.effects().all()).hasSize(MESSAGES).doesNotHaveDuplicates();
		}
	}

	// Not open for longer than a step takes: some stores admit one process at a time.

	private SharedStore open(List<String> name, boolean inbox) {
		return SharedStore.of(access(), name, this.topic, inbox);
	}

	private void assertNothingIsLost(List<String> name, boolean inbox) throws Exception {
		try (SharedStore store = open(name, inbox)) {
			store.declare();
		}
		for (int round = 0; round < KILLS; round++) {
			publish(name, round * MESSAGES / KILLS, (round + 1) * MESSAGES / KILLS);
			killInTheMiddle(
					new ConsumingProcess(this.folder.resolve("output-" + round), access(), name, this.topic, inbox));
		}
		try (SharedStore store = open(name, inbox)) {
			Backend backend = store.open();
			PubSub pubSub = store.consume(backend, this.handled::add);
			try {
				PATIENCE.until("the rest", () -> store.lag(backend) == 0);
			}
			finally {
				pubSub.close();
			}
		}
		HashSet<String> distinct = new HashSet<>(this.handled);
		int twice = this.handled.size() - distinct.size();
		System.out.printf("%s: %d kills in %d messages%s: %d lost, %d handled twice%n", getClass().getSimpleName(),
				KILLS, MESSAGES, inbox ? " with an inbox" : "", MESSAGES - distinct.size(), twice);
		assertThat(distinct).hasSize(MESSAGES);
		assertThat(twice).isLessThanOrEqualTo(KILLS * window());
	}

	private void killInTheMiddle(ConsumingProcess process) {
		int enough = this.handled.size() + ThreadLocalRandom.current().nextInt(1, MESSAGES / KILLS / 2);
		try {
			PATIENCE.until("the process to be in the middle", () -> {
				process.assertAlive();
				return this.handled.addAll(process.handled()) && this.handled.size() >= enough;
			});
		}
		finally {
			process.kill();
		}
		this.handled.addAll(process.handled());
	}

	private void publish(List<String> name, int from, int to) {
		try (SharedStore store = open(name, false); PubSub pubSub = new PubSubBuilder(store.open()).build()) {
			List<OutgoingMessage> messages = IntStream.range(from, to)
				.mapToObj((number) -> OutgoingMessage.of(this.topic, String.valueOf(number)).key("key-" + number % 50))
				.toList();
			assertThat(pubSub.publisher().publishAll(messages).isComplete()).isTrue();
		}
	}

}
