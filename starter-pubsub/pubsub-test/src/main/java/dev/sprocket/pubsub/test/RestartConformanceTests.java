// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Group M of the conformance suite: the broker is killed and comes back.
 */
abstract class RestartConformanceTests extends ConformanceTests {

	private static final int RESTARTS = 2;

	private static final int MESSAGES = Scale.current().of(50, 5_000);

	/** What may be handled and not settled: as much as the engine fetches ahead. */
	private static final int WINDOW = 100;

	private @Nullable RestartableServer server;

	@BeforeEach
	void startServer() {
		this.server = harness().startServer().orElse(null);
		Assumptions.assumeTrue(this.server != null, () -> harness().name() + " does not offer restarts");
	}

	@Override
	@AfterEach
	void closeHarness() {
		super.closeHarness();
		if (this.server != null) {
			this.server.close();
		}
	}

	private RestartableServer server() {
		if (this.server == null) {
			throw new IllegalStateException("The server is not started");
		}
		return this.server;
	}

	@Test
	@DisplayName("M3 the broker is killed twice under traffic: what is stored is delivered, what is settled stays so")
	void m3BrokerIsKilledTwice() {
		Instance consumer = start(new FaultyBackend(opened(server().open())));
		Instance publisher = start(new FaultyBackend(opened(server().open())));
		RecordingHandler<String> handler = recorder();
		consumer.subscribe(spec("g").lease(beats(10), beats(50)), handler);
		PublishLog log = new PublishLog();
		CompletableFuture<Boolean> restarting = background(() -> {
			for (int round = 1; round <= RESTARTS; round++) {
				int before = log.stored().size();
				patience().until("traffic", () -> log.stored().size() >= before + MESSAGES);
				server().restart();
			}
			return true;
		});
		for (int number = 0; !restarting.isDone() || number % 100 != 0; number++) {
			log.publish(publisher.publisher(), message("p" + number));
		}
		restarting.join();
		patience().until("what was stored", harness(), () -> handler.payloads().containsAll(log.stored()));
		patience().until("every settlement", harness(), () -> consumer.backend().lag(topic(), "g").messages() == 0);
		log.assertNothingRefusedIn(handler.payloads());
		assertThat(consumer.backend().acknowledged()).as("what was settled").doesNotHaveDuplicates();
		assertFewAreHandledTwice(handler.payloads(), log.stored().size());
	}

	private void assertFewAreHandledTwice(List<String> handled, int stored) {
		int twice = handled.size() - new HashSet<>(handled).size();
		System.out.printf("%s: %d restarts of the broker in %d messages: 0 lost, %d handled twice%n", harness().name(),
				RESTARTS, stored, twice);
		assertThat(twice).as("handled twice").isLessThanOrEqualTo(RESTARTS * WINDOW);
	}

}
