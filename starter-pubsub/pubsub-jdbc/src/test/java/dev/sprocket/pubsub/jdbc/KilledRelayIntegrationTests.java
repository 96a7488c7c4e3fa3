// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.test.servers.JavaProcess;
import dev.sprocket.test.servers.Scale;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SIGKILL while an outbox relays.
 */
class KilledRelayIntegrationTests {

	private static final boolean FULL = Scale.isFull();

	private static final int KILLS = FULL ? 3 : 2;

	private static final int A_KILL_EACH = FULL ? 100 : 50;

	private static final int PAGE = 200;

	@TempDir
	private Path folder;

	@Test
	void whenProcessIsKilledAtAnyMomentThenEverythingCommittedIsStoredInOrder() {
		List<String> committed = new ArrayList<>();
		for (int round = 0; round < KILLS; round++) {
			int enough = A_KILL_EACH * (round + 1);
			try (JavaProcess process = start(OutboxProcess.Kill.NEVER, "r" + round)) {
				process.until(() -> process.lines("committed").size() > enough);
				process.kill();
				assertThat(process.lines("committed")).hasSizeGreaterThan(enough);
				committed.addAll(process.lines("committed"));
			}
		}
		List<Delivery> stored = relayRest();
		assertThat(stored).extracting(KilledRelayIntegrationTests::payload).containsAll(committed);
		for (String key : List.of("k0", "k1", "k2", "k3")) {
			List<Delivery> ofKey = stored.stream().filter((delivery) -> key.equals(delivery.key())).toList();
			List<String> first = ofKey.stream()
				.map(KilledRelayIntegrationTests::payload)
				.filter(committed::contains)
				.distinct()
				.toList();
			assertThat(first).as("what was stored: %s", ofKey)
				.isEqualTo(committed.stream().filter(first::contains).toList());
		}
	}

	@ParameterizedTest
	@EnumSource(names = "NEVER", mode = EnumSource.Mode.EXCLUDE)
	void whenProcessIsKilledAroundTheDispatchThenTheMessageIsDeliveredAtLeastOnceWithOneId(OutboxProcess.Kill kill)
			throws InterruptedException {
		List<Message<String>> delivered;
		try (JavaProcess process = start(kill, "r")) {
			assertThat(process.awaitExit()).isEqualTo(137);
			delivered = deliveries();
			assertThat(payloads(delivered)).contains("r-0").containsAll(process.lines("committed"));
			assertThat(process.lines("dispatched")).allMatch("null"::equals);
		}
		List<Message<String>> first = delivered.stream().filter((message) -> message.payload().equals("r-0")).toList();
		assertThat(first).hasSize((kill == OutboxProcess.Kill.AFTER_DISPATCH) ? 2 : 1);
		assertThat(first.stream().map(Message::id).distinct()).hasSize(1);
	}

	private JavaProcess start(OutboxProcess.Kill kill, String prefix) {
		return JavaProcess.start(this.folder.resolve("output"), OutboxProcess.class, this.folder.toString(),
				kill.name(), prefix);
	}

	// Relay what is left, and return everything that is stored.

	private List<Delivery> relayRest() {
		JdbcConnectionPool database = OutboxProcess.database(this.folder);
		Backend store = OutboxProcess.store(this.folder);
		List<Delivery> stored = new ArrayList<>();
		PubSub pubSub = new PubSubBuilder(store).outbox(OutboxProcess.factory(database)).build();
		try {
			Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> waiting(database) == 0);
			List<Delivery> page = store.browser().find("t", "g", 0, PAGE);
			while (!page.isEmpty()) {
				stored.addAll(page);
				page = store.browser().find("t", "g", page.get(page.size() - 1).position(), PAGE);
			}
		}
		finally {
			pubSub.close();
		}
		database.dispose();
		return stored;
	}

	private static String payload(Delivery delivery) {
		return new String(delivery.body(), StandardCharsets.UTF_8).replace("\"", "");
	}

	// Relay what is left, and return everything that is delivered.

	private List<Message<String>> deliveries() {
		List<Message<String>> delivered = new CopyOnWriteArrayList<>();
		JdbcConnectionPool database = OutboxProcess.database(this.folder);
		Backend store = OutboxProcess.store(this.folder);
		try (PubSub pubSub = new PubSubBuilder(store).outbox(OutboxProcess.factory(database)).build()) {
			pubSub.subscribe(SubscriptionSpec.of("t", "g", String.class).ordering(Ordering.KEY),
					(message, acknowledgment) -> delivered.add(message));
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> waiting(database) == 0 && store.lag("t", "g").messages() == 0);
		}
		database.dispose();
		return delivered;
	}

	private static long waiting(JdbcConnectionPool database) throws SQLException {
		try (Connection connection = database.getConnection();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT COUNT(*) FROM sprocket_message")) {
			rows.next();
			return rows.getLong(1);
		}
	}

	private static List<String> payloads(List<Message<String>> messages) {
		return messages.stream().map((message) -> Objects.requireNonNull(message.payload())).toList();
	}

}
