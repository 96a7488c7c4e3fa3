// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;

import dev.sprocket.pubsub.jdbc.JdbcInbox;
import dev.sprocket.pubsub.jdbc.JdbcOutboxFactory;
import dev.sprocket.pubsub.jdbc.JdbcSettings;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Inbox;
import dev.sprocket.pubsub.spi.OutboxFactory;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.pubsub.test.Transactions;
import dev.sprocket.test.servers.KafkaServer;

/**
 * Kafka, with outbox and inbox in the database of the application.
 */
final class KafkaOutboxHarness implements BackendHarness, Transactions {

	private static final JdbcSettings SETTINGS = new JdbcSettings(Duration.ofMillis(20), 10_000_000,
			Duration.ofMinutes(10));

	private final KafkaHarness kafka;

	private final HikariDataSource pool = new HikariDataSource();

	private final DataSourceTransactionManager manager = new DataSourceTransactionManager(this.pool);

	private final List<JdbcInbox> inboxes = new ArrayList<>();

	KafkaOutboxHarness(KafkaServer server) {
		this.kafka = new KafkaHarness(server);
		this.pool.setJdbcUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
	}

	@Override
	public String name() {
		return "kafka+outbox";
	}

	@Override
	public Backend open() {
		return this.kafka.open();
	}

	@Override
	public Clock clock() {
		return this.kafka.clock();
	}

	@Override
	public void advance(Duration duration) {
		this.kafka.advance(duration);
	}

	@Override
	public Duration beat() {
		return this.kafka.beat();
	}

	@Override
	public Optional<Transactions> transactions() {
		return Optional.of(this);
	}

	@Override
	public DataSource dataSource() {
		return new TransactionAwareDataSourceProxy(this.pool);
	}

	@Override
	public PlatformTransactionManager manager() {
		return this.manager;
	}

	@Override
	public OutboxFactory outbox() {
		return new JdbcOutboxFactory(() -> this.pool, DatabaseInitializationMode.ALWAYS, SETTINGS, "shop");
	}

	@Override
	public Inbox inbox(Duration retention) {
		JdbcInbox inbox = new JdbcInbox(this.pool, this.manager, DatabaseInitializationMode.ALWAYS, retention);
		this.inboxes.add(inbox);
		return inbox;
	}

	@Override
	public void purge(Inbox inbox) {
		((JdbcInbox) inbox).purge();
	}

	@Override
	public void close() {
		this.inboxes.forEach(JdbcInbox::close);
		this.kafka.close();
		this.pool.close();
	}

}
