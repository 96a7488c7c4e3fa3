// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.sprocket.pubsub.spi.OutboundMessage;

import static org.assertj.core.api.Assertions.assertThat;

class ScheduledPurgeTests {

	private static final int MANY = 2500;

	@TempDir
	private Path folder;

	@Test
	void whenMuchHasExpiredThenAllOfItIsDeleted() {
		JdbcSettings settings = new JdbcSettings(Duration.ofMinutes(1), 10_000, Duration.ofMillis(1));
		try (JdbcBackend backend = (JdbcBackend) new EmbeddedBackendFactory(this.folder.resolve("store.db"), settings)
			.create(); ScheduledPurge purge = new ScheduledPurge(backend, Duration.ofMillis(1))) {
			Instant past = Instant.now().minusSeconds(1);
			List<OutboundMessage> messages = IntStream.range(0, MANY)
				.mapToObj((i) -> new OutboundMessage("t", UUID.randomUUID().toString(), null, Map.of(), new byte[1],
						null, past, "d" + i))
				.toList();
			backend.openSender().send(messages).join();
			assertThat(rows(backend, "sprocket_message")).isEqualTo(MANY);
			assertThat(rows(backend, "sprocket_deduplication")).isEqualTo(MANY);
			purge.purge();
			assertThat(rows(backend, "sprocket_message")).isZero();
			assertThat(rows(backend, "sprocket_deduplication")).isZero();
		}
	}

	private static long rows(JdbcBackend backend, String table) {
		return backend.read((session) -> {
			try (ResultSet rows = session.prepare("SELECT COUNT(*) FROM " + table).executeQuery()) {
				rows.next();
				return rows.getLong(1);
			}
		});
	}

}
