// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.test.servers.KafkaServer;
import dev.sprocket.test.servers.SnsSqsServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged jar on real brokers, moved there by the two lines of a page and killed
 * while several clients replay the examples.
 */
class BrokerIntegrationTests {

	private static final int CLIENTS = 4;

	private final JsonMapper json = JsonMapper.shared();

	@Test
	void whenTwoLinesMoveItToKafkaThenTotalsAreExactThoughItIsKilled() throws Exception {
		HowTo page = HowTo.read("move-to-kafka.md").with("localhost:9092", KafkaServer.start().bootstrapServers());
		assertTotalsAreExact("kafka", page);
	}

	@Test
	void whenTwoLinesMoveItToSnsAndSqsThenTotalsAreExactThoughItIsKilled() throws Exception {
		HowTo page = HowTo.read("move-to-sqs.md").with("http://localhost:4566", SnsSqsServer.start().toString());
		assertTotalsAreExact("aws", page);
	}

	private void assertTotalsAreExact(String backend, HowTo page) throws IOException, InterruptedException {
		assertThat(page.settings().lines()).hasSize(2);
		try (PackagedService service = PackagedService.of(page)) {
			service.startAndAwaitReady();
			assertPageCountsOnce(
					page.with("localhost:8080", "localhost:" + service.port()).with("development-only", GitHub.SECRET));
			replayThroughAKill(service);
			Map<String, Long> expected = TestFiles.examplesByEvent();
			expected.merge("issues", 1L, Long::sum);
			service.assertTotals(expected);
			assertThat(service.stop()).isZero();
			assertThat(service.log()).containsPattern(Delivery.TOPIC + " +activity +" + backend + " ");
			TestFiles.report("webhooks on %s: 1 kill during %d deliveries of %d clients; totals exact"
				.formatted(backend, expected.values().stream().mapToLong(Long::longValue).sum(), CLIENTS));
		}
	}

	private static void assertPageCountsOnce(HowTo page) {
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.untilAsserted(() -> assertThat(page.call()).contains("HTTP/1.1 202",
					"{\"delivery\":\"1\",\"duplicate\":true}", "\"deliveries\":1,"));
	}

	private void replayThroughAKill(PackagedService service) {
		List<Delivery> examples = Replay.read(TestFiles.examples(), this.json);
		Queue<Delivery> waiting = new ConcurrentLinkedQueue<>(examples);
		ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
		try {
			CompletableFuture<?> replay = CompletableFuture
				.allOf(Stream.generate(() -> CompletableFuture.runAsync(() -> postAll(waiting, service), clients))
					.limit(CLIENTS)
					.toArray(CompletableFuture[]::new));
			Awaitility.await()
				.atMost(Duration.ofMinutes(2))
				.pollInterval(Duration.ofMillis(1))
				.until(() -> waiting.size() <= examples.size() / 2 || replay.isDone());
			assertThat(replay).as("The replay, of which half is left").isNotDone();
			service.kill();
			service.startAndAwaitReady();
			replay.join();
		}
		finally {
			clients.shutdownNow();
		}
	}

	private static void postAll(Queue<Delivery> waiting, PackagedService service) {
		ReplayClient client = service.replayClient();
		for (Delivery delivery = waiting.poll(); delivery != null; delivery = waiting.poll()) {
			client.post(delivery);
		}
	}

}
