// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.test.servers.JavaProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SIGKILL in the middle of consuming.
 */
class KilledHandlerIntegrationTests {

	@TempDir
	private Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "embedded", "h2" })
	void whenProcessIsKilledWhileConsumingThenWhatItHadBegunComesAgainAsTheNextAttempt(String kind) {
		Path store = this.folder.resolve("store");
		Set<String> published = publish(kind, store);
		Map<String, Integer> attempts = new HashMap<>();
		Set<String> finished = new HashSet<>();
		for (int round = 1; round <= 2; round++) {
			int most = round;
			try (JavaProcess process = JavaProcess.start(this.folder.resolve("output"), HandlingProcess.class, kind,
					store.toString())) {
				process.until(() -> isStuck(process));
				process.kill();
				process.lines("begun").forEach((line) -> {
					String[] words = line.split(" ");
					// One more for a message that was leased, and not begun, when we
					// killed
					assertThat(Integer.parseInt(words[1])).as(words[0])
						.isGreaterThan(attempts.getOrDefault(words[0], 0))
						.isLessThanOrEqualTo(most);
					attempts.put(words[0], Integer.parseInt(words[1]));
				});
				finished.addAll(process.lines("finished"));
			}
			assertThat(attempts).containsEntry("stuck-0", round)
				.containsEntry("stuck-1", round)
				.containsEntry("stuck-2", round);
		}
		Map<String, Integer> rest = consume(kind, store);
		assertThat(rest).containsEntry("stuck-0", 3).containsEntry("stuck-1", 3).containsEntry("stuck-2", 3);
		finished.addAll(rest.keySet());
		assertThat(finished).isEqualTo(published);
	}

	private static boolean isStuck(JavaProcess process) {
		return process.lines("begun").stream().filter((line) -> line.startsWith("stuck")).count() == 3;
	}

	private static Set<String> publish(String kind, Path store) {
		Set<String> payloads = IntStream.range(0, 300)
			.mapToObj((number) -> (number % 100 == 50) ? "stuck-" + number / 100 : "quick-" + number)
			.collect(Collectors.toSet());
		Backend backend = PublishingProcess.open(kind, store);
		backend.declareGroup("t", "g");
		try (PubSub pubSub = new PubSubBuilder(backend).build()) {
			List<OutgoingMessage> messages = payloads.stream()
				.map((payload) -> OutgoingMessage.of("t", payload))
				.toList();
			assertThat(pubSub.publisher().publishAll(messages).isComplete()).isTrue();
		}
		return payloads;
	}

	// Return what was left, with the attempt.

	private static Map<String, Integer> consume(String kind, Path store) {
		Map<String, Integer> attempts = new ConcurrentHashMap<>();
		Backend backend = PublishingProcess.open(kind, store);
		try (PubSub pubSub = new PubSubBuilder(backend).build()) {
			pubSub.subscribe(HandlingProcess.spec(),
					(message, acknowledgment) -> attempts.put(message.payload(), message.attempt()));
			Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> backend.lag("t", "g").messages() == 0);
		}
		return attempts;
	}

}
