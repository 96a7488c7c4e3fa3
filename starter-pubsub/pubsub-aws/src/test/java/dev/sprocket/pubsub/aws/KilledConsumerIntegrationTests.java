// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.test.servers.Scale;
import dev.sprocket.test.servers.ServiceProcess;
import dev.sprocket.test.servers.SnsSqsServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SIGKILL in the middle of consuming, again and again.
 */
class KilledConsumerIntegrationTests {

	private static final int KILLS = Scale.isFull() ? 20 : 2;

	private static final int A_KILL_EACH = Scale.isFull() ? 1_000 : 200;

	/** What four handlers have begun or handled, and the engine has not settled yet. */
	private static final int MOST_UNSETTLED = 100;

	private final String topic = "t-" + UUID.randomUUID();

	@TempDir
	private Path folder;

	@Test
	void whenTheConsumerIsKilledAgainAndAgainThenNothingIsLostAndFewAreHandledTwice() {
		URI endpoint = SnsSqsServer.start();
		Backend backend = ConsumingProcess.open(endpoint);
		try (PubSub pubSub = new PubSubBuilder(backend).build()) {
			Set<String> published = publish(pubSub);
			for (int kill = 1; kill <= KILLS; kill++) {
				int enough = kill * A_KILL_EACH;
				try (ServiceProcess process = consume(endpoint)) {
					await(process, () -> new HashSet<>(handled(process)).size() >= enough);
				}
			}
			try (ServiceProcess process = consume(endpoint)) {
				await(process, () -> new HashSet<>(handled(process)).size() == published.size()
						&& backend.lag(this.topic, "g").messages() == 0);
				assertThat(new HashSet<>(handled(process))).isEqualTo(published);
				assertThat(handled(process)).hasSizeLessThanOrEqualTo(published.size() + KILLS * MOST_UNSETTLED);
				assertThat(backend.lag(this.topic + ".g.dlq", "dead-letters").messages()).isZero();
			}
		}
	}

	// In parts, or the last would wait longer than a publisher may.

	private Set<String> publish(PubSub pubSub) {
		Set<String> payloads = new HashSet<>();
		for (int part = 0; part <= KILLS; part++) {
			List<String> some = IntStream.range(part * A_KILL_EACH, (part + 1) * A_KILL_EACH)
				.mapToObj((number) -> "m" + number)
				.toList();
			List<OutgoingMessage> messages = some.stream()
				.map((payload) -> OutgoingMessage.of(this.topic, payload))
				.toList();
			assertThat(pubSub.publisher().publishAll(messages).isComplete()).isTrue();
			payloads.addAll(some);
		}
		return payloads;
	}

	private ServiceProcess consume(URI endpoint) {
		String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		return ServiceProcess.start(new ProcessBuilder(ServiceProcess.java(), "-cp", classPath,
				ConsumingProcess.class.getName(), endpoint.toString(), this.topic), this.folder.resolve("output"));
	}

	private static void await(ServiceProcess process, Callable<Boolean> condition) {
		Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> {
			process.assertAlive();
			return condition.call();
		});
	}

	// Whole lines only: the last may be cut off.

	private static List<String> handled(ServiceProcess process) {
		String log = process.log();
		return log.substring(0, log.lastIndexOf('\n') + 1)
			.lines()
			.filter((line) -> line.startsWith("handled "))
			.map((line) -> line.substring("handled ".length()))
			.toList();
	}

}
