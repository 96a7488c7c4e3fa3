// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import com.zaxxer.hikari.HikariDataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.OutboxBacklog;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two processes that relay for one application.
 */
class RelayLeaseTests {

	@TempDir
	private Path folder;

	private final HikariDataSource database = DataSourceHarness.pool("jdbc:h2:mem:relay-lease", 10);

	private final List<Outbox> outboxes = new ArrayList<>();

	private final RecordingSender first = new RecordingSender();

	private final RecordingSender second = new RecordingSender();

	private Backend backend;

	@BeforeEach
	void open() {
		this.backend = new EmbeddedBackendFactory(this.folder.resolve("store.db"), DataSourceHarness.SETTINGS).create();
	}

	@AfterEach
	void close() {
		this.first.answer.complete(true);
		this.outboxes.forEach(Outbox::close);
		this.backend.close();
		this.database.close();
	}

	@Test
	void whenTheBackendBlocksForLongerThanTheLeaseThenNobodyElseSendsMeanwhile() {
		Duration lease = Duration.ofMillis(300);
		enlistAt(outbox(this.first, Clock.systemUTC(), lease), "1", "2");
		Awaitility.await().until(() -> this.first.sent.equals(List.of("1")));
		Outbox outbox = outbox(this.second, Clock.systemUTC(), lease);
		Awaitility.await().during(lease.multipliedBy(4)).until(this.second.sent::isEmpty);
		this.first.answer.complete(true);
		Awaitility.await().until(() -> outbox.backlog().equals(OutboxBacklog.NONE));
		assertThat(this.first.sent).containsExactly("1", "2");
		assertThat(this.second.sent).isEmpty();
	}

	// With the long lease it shows when the first message is settled, with the short one
	// before.

	@ParameterizedTest
	@ValueSource(ints = { 300, 30_000 })
	void whenAnotherHasTakenOverThenTheRestIsLeftToIt(int lease) {
		enlistAt(outbox(this.first, Clock.systemUTC(), Duration.ofMillis(lease)), "1", "2");
		Awaitility.await().until(() -> this.first.sent.equals(List.of("1")));
		Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));
		Outbox outbox = outbox(this.second, ahead, Duration.ofMinutes(1));
		Awaitility.await().until(() -> outbox.backlog().equals(OutboxBacklog.NONE));
		this.first.answer.complete(true);
		Awaitility.await().until(() -> this.first.answered);
		this.outboxes.get(0).flush(Duration.ofSeconds(10));
		assertThat(this.first.sent).containsExactly("1");
		assertThat(this.second.sent).containsExactly("1", "2");
	}

	private Outbox outbox(Sender sender, Clock clock, Duration lease) {
		Outbox outbox = new JdbcOutboxFactory(() -> this.database, DatabaseInitializationMode.ALWAYS,
				DataSourceHarness.SETTINGS, "shop", false, clock, lease)
			.create(this.backend, sender);
		this.outboxes.add(outbox);
		return outbox;
	}

	private void enlistAt(Outbox outbox, String... texts) {
		new TransactionTemplate(new DataSourceTransactionManager(this.database)).executeWithoutResult((status) -> {
			for (String text : texts) {
				outbox.enlist(List.of(new OutboundMessage("t", text, "a", Map.of("sprocket-id", text),
						text.getBytes(StandardCharsets.UTF_8), null, null, null)));
			}
		});
	}

	/**
	 * Notes what is sent. Only the first one blocks, until it is told to answer.
	 */
	private final class RecordingSender implements Sender {

		private final List<String> sent = new CopyOnWriteArrayList<>();

		private final CompletableFuture<Boolean> answer = new CompletableFuture<>();

		private volatile boolean answered;

		@Override
		public CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> batch) {
			batch.forEach((message) -> this.sent.add(new String(message.body(), StandardCharsets.UTF_8)));
			if (this == RelayLeaseTests.this.first) {
				this.answer.join();
			}
			this.answered = true;
			return CompletableFuture
				.completedFuture(batch.stream().map((message) -> SendOutcome.stored(null)).toList());
		}

		@Override
		public void close() {
		}

	}

}
