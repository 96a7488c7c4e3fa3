// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

import dev.sprocket.test.servers.Scale;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged jar, publishing from as many virtual threads as there are requests.
 */
@EnabledForJreRange(min = JRE.JAVA_21, disabledReason = "Virtual threads need Java 21")
class LoadIntegrationTests {

	private static final int PUBLISHERS = 1000;

	private static final Duration WARM_UP = Duration.ofSeconds(5);

	private static final Duration LOAD = Duration.ofSeconds(Scale.isFull() ? 30 : 8);

	private final AtomicBoolean over = new AtomicBoolean();

	private final Queue<Long> waits = new ConcurrentLinkedQueue<>();

	private final Queue<Integer> refused = new ConcurrentLinkedQueue<>();

	@Test
	void whenAThousandThreadsPublishThenReadinessAnswersAtOnce() throws InterruptedException {
		try (PackagedService service = new PackagedService(TestFiles.data()).startAndAwaitReady()) {
			GitHub gitHub = service.gitHub();
			List<CompletableFuture<Void>> publishers = new ArrayList<>();
			for (int number = 0; number < PUBLISHERS; number++) {
				publishers.add(publish(gitHub));
			}
			readinessLatencies(service.gitHub(), WARM_UP);
			long[] latencies = readinessLatencies(service.gitHub(), LOAD);
			this.over.set(true);
			CompletableFuture.allOf(publishers.toArray(CompletableFuture[]::new)).join();
			Duration p50 = percentile(latencies, 50);
			Duration p99 = percentile(latencies, 99);
			TestFiles.report(
					"webhooks: %d publishers for %d s: %d accepted, %d refused; /readyz of %d p50 %.1f ms, p99 %.1f ms"
						.formatted(PUBLISHERS, LOAD.toSeconds(), this.waits.size(), this.refused.size(),
								latencies.length, p50.toNanos() / 1e6, p99.toNanos() / 1e6));
			assertThat(this.refused).allMatch((status) -> status == 503);
			assertAnsweredAtOnce(p50, p99);
		}
	}

	// Beside other tests a time means little. There, readiness is compared with what
	// stands in line.

	private void assertAnsweredAtOnce(Duration p50, Duration p99) {
		assertThat(this.waits).isNotEmpty();
		if (Scale.isFull()) {
			assertThat(p99).isLessThan(Duration.ofMillis(50));
			return;
		}
		Duration wait = percentile(this.waits.stream().mapToLong(Long::longValue).sorted().toArray(), 50);
		assertThat(p50).isLessThan(wait.dividedBy(50));
		assertThat(p99).isLessThan(wait.dividedBy(2));
	}

	private static Duration percentile(long[] sorted, int percent) {
		return Duration.ofNanos(sorted[sorted.length * percent / 100]);
	}

	private CompletableFuture<Void> publish(GitHub gitHub) {
		if (this.over.get()) {
			return CompletableFuture.completedFuture(null);
		}
		long start = System.nanoTime();
		return gitHub.postAsync(UUID.randomUUID().toString(), "push", "{}").thenCompose((answer) -> {
			if (answer.status() == 202) {
				this.waits.add(System.nanoTime() - start);
			}
			else {
				this.refused.add(answer.status());
			}
			return publish(gitHub);
		});
	}

	private long[] readinessLatencies(GitHub gitHub, Duration duration) {
		List<Long> latencies = new ArrayList<>();
		long end = System.nanoTime() + duration.toNanos();
		while (System.nanoTime() < end) {
			long begin = System.nanoTime();
			assertThat(gitHub.get("/readyz").status()).isEqualTo(200);
			latencies.add(System.nanoTime() - begin);
		}
		return latencies.stream().mapToLong(Long::longValue).sorted().toArray();
	}

}
