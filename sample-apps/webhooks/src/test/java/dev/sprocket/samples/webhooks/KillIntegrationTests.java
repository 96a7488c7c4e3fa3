// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.test.servers.Scale;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged jar, killed again and again while a client replays the examples.
 */
class KillIntegrationTests {

	private static final int KILLS = Scale.isFull() ? 12 : 1;

	private final JsonMapper json = JsonMapper.shared();

	private final long seed = System.nanoTime();

	private final Random random = new Random(this.seed);

	private final AtomicInteger answered = new AtomicInteger();

	private final AtomicInteger duplicates = new AtomicInteger();

	@Test
	void whenKilledDuringTheReplayAndRestartedWhileTheClientRetriesThenTotalsAreExact() throws InterruptedException {
		List<Delivery> examples = Replay.read(TestFiles.examples(), this.json);
		try (PackagedService service = new PackagedService(TestFiles.data())) {
			service.startAndAwaitReady();
			CompletableFuture<Void> replay = CompletableFuture.runAsync(() -> replay(examples, service.replayClient()));
			for (int moment : momentsIn(examples.size())) {
				Awaitility.await()
					.atMost(Duration.ofMinutes(2))
					.pollInterval(Duration.ofMillis(1))
					.until(() -> this.answered.get() >= moment || replay.isDone());
				pauseUpTo(Duration.ofMillis(20));
				service.kill();
				service.startAndAwaitReady();
			}
			replay.join();
			service.assertTotals(TestFiles.examplesByEvent());
			assertThat(service.stop()).isZero();
			if (Scale.isFull()) {
				service.startAndAwaitReady().assertTotals(TestFiles.examplesByEvent());
			}
			TestFiles.report(
					"webhooks: %d kills during %d deliveries (seed %d), %d retried ones had been stored; totals exact"
						.formatted(KILLS, examples.size(), this.seed, this.duplicates.get()));
		}
	}

	private void replay(List<Delivery> examples, ReplayClient client) {
		for (Delivery example : examples) {
			this.duplicates.addAndGet(client.post(example).duplicate() ? 1 : 0);
			this.answered.incrementAndGet();
		}
	}

	private int[] momentsIn(int size) {
		return this.random.ints(1, size).distinct().limit(KILLS).sorted().toArray();
	}

	private void pauseUpTo(Duration most) {
		Duration pause = Duration.ofNanos(this.random.nextLong(most.toNanos()));
		Awaitility.await().pollDelay(pause).pollInterval(Duration.ofMillis(1)).until(() -> true);
	}

}
