// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.sun.management.ThreadMXBean;
import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.test.servers.MariaDbServer;
import dev.sprocket.test.servers.PostgresServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looking at messages whose bodies together do not fit into memory.
 */
@Timeout(90)
class LargeLettersIntegrationTests {

	private static final int MEGABYTE = 1024 * 1024;

	@TempDir
	private Path folder;

	private final HikariDataSource pool = new HikariDataSource();

	@AfterEach
	void close() {
		this.pool.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "h2", "postgresql", "mariadb", "sqlite" })
	void whenBodiesAreLargeThenAPageHasFewOfThemAndThePagesHaveAll(String kind) {
		this.pool.setJdbcUrl(url(kind));
		try (Backend backend = new JdbcBackendFactory(() -> this.pool, DatabaseInitializationMode.ALWAYS,
				JdbcSettings.DEFAULTS)
			.create()) {
			backend.declareGroup("t", "g");
			List<Integer> sizes = new ArrayList<>();
			for (int i = 0; i < 100; i++) {
				sizes.add((i < 20) ? i : MEGABYTE + i);
				send(backend, sizes.get(i));
			}
			List<Integer> found = new ArrayList<>();
			List<Integer> foundByKey = new ArrayList<>();
			long before = allocated();
			List<Delivery> page = backend.browser().find("t", "g", 0, 100);
			// H2 itself runs on this thread, too
			assertThat(kind.equals("h2") ? 0 : allocated() - before).isLessThan(60L * MEGABYTE);
			while (!page.isEmpty()) {
				assertThat(page).hasSizeLessThanOrEqualTo(28);
				page.forEach((letter) -> found.add(letter.body().length));
				page = backend.browser().find("t", "g", page.get(page.size() - 1).position(), 100);
			}
			page = backend.browser().find("t", "g", "k", 0, 100);
			while (!page.isEmpty()) {
				assertThat(page).hasSizeLessThanOrEqualTo(28);
				page.forEach((letter) -> foundByKey.add(letter.body().length));
				page = backend.browser().find("t", "g", "k", page.get(page.size() - 1).position(), 100);
			}
			assertThat(found).isEqualTo(sizes);
			assertThat(foundByKey).isEqualTo(sizes);
		}
	}

	private static long allocated() {
		ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
		return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
	}

	private String url(String kind) {
		return switch (kind) {
			case "h2" -> "jdbc:h2:file:" + this.folder.resolve("store") + ";WRITE_DELAY=0";
			case "sqlite" -> "jdbc:sqlite:" + this.folder.resolve("store.db")
					+ "?journal_mode=WAL&synchronous=FULL&busy_timeout=5000&transaction_mode=IMMEDIATE";
			case "mariadb" -> MariaDbServer.start().url();
			default -> PostgresServer.start().url();
		};
	}

	private static void send(Backend backend, int size) {
		OutboundMessage message = new OutboundMessage("t", UUID.randomUUID().toString(), "k", Map.of(), new byte[size],
				null, null, null);
		assertThat(backend.openSender().send(List.of(message)).join().get(0).failure()).isNull();
	}

}
