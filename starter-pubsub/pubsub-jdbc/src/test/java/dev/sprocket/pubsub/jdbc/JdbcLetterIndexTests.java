// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.h2.jdbcx.JdbcConnectionPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.LetterIndex;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.ReservedHeaders;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.test.FaultyBackend;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the index remembers, and for how long.
 */
class JdbcLetterIndexTests {

	private static final String GROUP = "dead-letters";

	private static final Duration WINDOW = Duration.ofMillis(1);

	@TempDir
	private Path folder;

	private final JdbcConnectionPool database = JdbcConnectionPool
		.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

	private Backend backend;

	private Sender sender;

	private Outbox outbox;

	private LetterIndex index;

	@BeforeEach
	void open() {
		JdbcSettings settings = new JdbcSettings(Duration.ofMillis(20), 1_000, WINDOW);
		this.backend = FaultyBackend
			.without(new EmbeddedBackendFactory(this.folder.resolve("store.db"), settings).create(), Capability.BROWSE);
		this.sender = this.backend.openSender();
		this.outbox = new JdbcOutboxFactory(() -> this.database, DatabaseInitializationMode.ALWAYS, settings, "shop")
			.create(this.backend, this.sender);
		this.index = this.outbox.letterIndex();
	}

	@AfterEach
	void close() {
		this.outbox.close();
		this.sender.close();
		this.backend.close();
		this.database.dispose();
	}

	@Test
	void whenALetterComesAgainThenItIsKeptOnceForHoweverLong() throws Exception {
		keep("1", null);
		try (JdbcBackend store = (JdbcBackend) new JdbcBackendFactory(() -> this.database,
				DatabaseInitializationMode.NEVER, DataSourceHarness.SETTINGS)
			.create(); ScheduledPurge purge = new ScheduledPurge(store, WINDOW)) {
			purge.purge();
		}
		keep("1", null);
		keep("2", null);
		assertThat(found()).extracting((letter) -> letter.headers().get(ReservedHeaders.ID)).containsExactly("1", "2");
		assertThat(this.index.lag("dlq", GROUP).messages()).isEqualTo(2);
	}

	@Test
	void whenALetterIsRemovedThenOnceAndNoOther() {
		keep("1", "a");
		keep("2", "a");
		long position = found().get(0).position();
		assertThat(this.index.remove("dlq", GROUP, position)).isTrue();
		assertThat(this.index.remove("dlq", GROUP, position)).isFalse();
		assertThat(this.index.move("dlq", GROUP, position, message("dlq", "3", null))).isFalse();
		assertThat(this.index.remove("other", GROUP, position + 1)).isFalse();
		assertThat(this.index.find("dlq", GROUP, "a", 0, 10)).hasSize(1);
		assertThat(this.outbox.backlog().messages()).isZero();
	}

	@Test
	void whenARowHasNoRoomForAKeyThenTheLetterIsFoundByItAllTheSame() {
		for (String key : List.of("k".repeat(600), "a\0b", "short")) {
			keep("of " + key.hashCode(), key);
			List<Delivery> letters = this.index.find("dlq", GROUP, key, 0, 10);
			assertThat(letters).extracting(Delivery::key).containsExactly(key);
			assertThat(letters.get(0).headers()).containsOnlyKeys(ReservedHeaders.ID);
			assertThat(this.index.waitingKeys("dlq", GROUP, Set.of(key, "other"))).containsExactly(key);
		}
	}

	@Test
	void whenALetterWithALongKeyIsOnItsWayBackThenItHasItsKey() {
		OutboundMessage sealed = Envelope.seal("outbox", true, StoredKey.fold(message("t", "1", "k".repeat(600))));
		assertThat(sealed.key()).hasSizeLessThan(100);
		OutboundMessage opened = Envelope.open(new Delivery(Lane.WHOLE_QUEUE, 1, "token", 1, null, sealed.key(),
				sealed.headers(), sealed.body(), null));
		assertThat(opened.key()).isEqualTo("k".repeat(600));
		assertThat(opened.headers()).containsOnlyKeys(ReservedHeaders.ID);
	}

	private List<Delivery> found() {
		return this.index.find("dlq", GROUP, 0, 10);
	}

	private void keep(String id, @Nullable String key) {
		this.index.keep(GROUP, message("dlq", id, key)).join();
	}

	private static OutboundMessage message(String topic, String id, @Nullable String key) {
		return new OutboundMessage(topic, id, key, Map.of(ReservedHeaders.ID, id), "x".getBytes(StandardCharsets.UTF_8),
				null, null, null);
	}

}
