// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.test.servers.Scale;
import dev.sprocket.test.servers.ServiceProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SIGKILL of a consumer at any moment: nothing is lost, and what is handled twice is what
 * was fetched and not committed.
 */
@ExtendWith(TestBroker.Extension.class)
class KilledConsumerIntegrationTests {

	private static final int MESSAGES = Scale.isFull() ? 20_000 : 1_000;

	private static final int KILLS = Scale.isFull() ? 20 : 2;

	/** How much the engine fetches ahead of handlers that are not faster than threads. */
	private static final int WINDOW = 100;

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	@TempDir
	private Path folder;

	private TestBroker kafka;

	@BeforeEach
	void open(TestBroker kafka) {
		this.kafka = kafka;
	}

	@Test
	void whenAConsumerIsKilledAtAnyMomentThenNothingIsLostAndLittleIsHandledTwice() throws Exception {
		String topic = this.kafka.topic(4);
		List<String> finished;
		try (PubSub engine = ConsumingProcess.engine(this.kafka.server().bootstrapServers())) {
			declare(topic);
			for (int round = 0; round < KILLS; round++) {
				publish(engine, topic, round * MESSAGES / KILLS, (round + 1) * MESSAGES / KILLS);
				killInTheMiddle(topic, round);
			}
			finished = new CopyOnWriteArrayList<>(finishedByProcesses());
			engine.subscribe(ConsumingProcess.spec(topic),
					(message, acknowledgment) -> finished.add(message.payload()));
			Awaitility.await().atMost(PATIENCE).until(() -> lag(topic) == 0);
		}
		HashSet<String> distinct = new HashSet<>(finished);
		int twice = finished.size() - distinct.size();
		System.out.printf("%d kills in %d messages: %d handled twice%n", KILLS, MESSAGES, twice);
		assertThat(distinct).hasSize(MESSAGES);
		assertThat(twice).isLessThanOrEqualTo(KILLS * WINDOW);
	}

	private void killInTheMiddle(String topic, int round) throws IOException {
		int before = finishedByProcesses().size();
		int enough = before + ThreadLocalRandom.current().nextInt(1, MESSAGES / KILLS / 2);
		try (ServiceProcess process = start(topic, round)) {
			Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(() -> {
				process.assertAlive();
				return finishedByProcesses().size() >= enough;
			});
			process.kill();
		}
	}

	private ServiceProcess start(String topic, int round) {
		ProcessBuilder builder = new ProcessBuilder(ServiceProcess.java(), "-cp",
				System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
				ConsumingProcess.class.getName(), this.kafka.server().bootstrapServers(), topic);
		return ServiceProcess.start(builder, this.folder.resolve("output-" + round));
	}

	// A line that the kill cut off is of a message that is not committed.

	private List<String> finishedByProcesses() throws IOException {
		try (Stream<Path> outputs = Files.list(this.folder)) {
			return outputs.flatMap(KilledConsumerIntegrationTests::wholeLines)
				.filter((line) -> line.startsWith("finished "))
				.map((line) -> line.substring("finished ".length()))
				.toList();
		}
	}

	private static Stream<String> wholeLines(Path output) {
		try {
			String text = Files.readString(output);
			return text.substring(0, text.lastIndexOf('\n') + 1).lines();
		}
		catch (IOException ex) {
			return Stream.empty();
		}
	}

	private static void publish(PubSub engine, String topic, int from, int to) {
		assertThat(engine.publisher()
			.publishAll(IntStream.range(from, to)
				.mapToObj((number) -> OutgoingMessage.of(topic, String.valueOf(number)).key("key-" + number % 50))
				.toList())
			.isComplete()).isTrue();
	}

	private void declare(String topic) {
		try (Backend backend = backend()) {
			backend.declareGroup(topic, ConsumingProcess.GROUP);
		}
	}

	private long lag(String topic) {
		try (Backend backend = backend()) {
			return backend.lag(topic, ConsumingProcess.GROUP).messages();
		}
	}

	private Backend backend() {
		return new KafkaBackend(this.kafka.settings(Map.of()));
	}

}
