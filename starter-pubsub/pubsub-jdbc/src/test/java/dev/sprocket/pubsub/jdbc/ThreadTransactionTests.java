// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.support.JdbcUtils;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.PublishResult.Stage;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Which transaction a message joins, where there are several data sources or the end of
 * one is under way.
 */
class ThreadTransactionTests {

	@TempDir
	private Path folder;

	// A connection that is given back without a commit is rolled back.
	private final HikariDataSource messages = pool("messages", false);

	private final HikariDataSource others = pool("others", true);

	private final TransactionTemplate transaction = on(new DataSourceTransactionManager(this.messages));

	private final TransactionTemplate other = on(new DataSourceTransactionManager(this.others));

	private Backend backend;

	private PubSub pubSub;

	private final List<Stage> stages = new ArrayList<>();

	@BeforeEach
	void open() {
		this.backend = backend(this.messages);
		this.pubSub = new PubSubBuilder(this.backend).build();
	}

	@AfterEach
	void close() {
		this.pubSub.close();
		this.messages.close();
		this.others.close();
		assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
	}

	@Test
	void whenPublishedWhileTheCommitFlushesThenItIsStoredWithTheTransactionOrNotAtAll() {
		FlushingTransactionManager manager = new FlushingTransactionManager();
		TransactionTemplate flushing = on(manager);
		flushing.executeWithoutResult((status) -> {
		});
		assertStored("flushed");
		manager.fails = true;
		assertThatExceptionOfType(TransactionSystemException.class)
			.isThrownBy(() -> flushing.executeWithoutResult((status) -> {
			}));
		assertThat(this.stages).containsExactly(Stage.ENLISTED, Stage.ENLISTED);
		assertStored("flushed");
	}

	@Test
	void whenTheTransactionIsOnAnotherDataSourceThenItIsNotJoined() {
		this.other.executeWithoutResult((status) -> {
			new JdbcTemplate(this.messages).execute("SELECT 1");
			publish("x");
		});
		assertThat(this.stages).containsExactly(Stage.STORED);
		assertStored("x");
	}

	@Test
	void whenATransactionOnAnotherDataSourceEndsThenTheOuterOneIsStillJoined() {
		publishInATransactionThatRollsBackAfterAnother();
		assertThat(this.stages).containsExactly(Stage.ENLISTED, Stage.ENLISTED, Stage.ENLISTED);
		assertStored();
	}

	private void publishInATransactionThatRollsBackAfterAnother() {
		this.transaction.executeWithoutResult((status) -> {
			this.other.executeWithoutResult((inner) -> register(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					publish("after the commit of the other");
				}

				@Override
				public void afterCompletion(int outcome) {
					publish("after the completion of the other");
				}

			}));
			publish("after the other");
			status.setRollbackOnly();
		});
	}

	@Test
	void whenTheTransactionOfAnInboxHasAnInnerOneThenItsEffectsAreRolledBackWithIt() throws Exception {
		try (HikariDataSource sqlite = pool("unused", true)) {
			sqlite.setJdbcUrl("jdbc:sqlite:" + this.folder.resolve("store.db")
					+ "?journal_mode=WAL&synchronous=FULL&busy_timeout=2000&transaction_mode=IMMEDIATE");
			Backend store = backend(sqlite);
			TransactionTemplate transactions = on(new DataSourceTransactionManager(sqlite));
			try (PubSub own = new PubSubBuilder(store).build();
					JdbcInbox inbox = new JdbcInbox(sqlite, transactions.getTransactionManager(),
							DatabaseInitializationMode.ALWAYS, Duration.ofDays(1))) {
				assertThatIllegalStateException().isThrownBy(() -> inbox.handleOnce("g", "1", () -> {
					this.other.executeWithoutResult((inner) -> register(new TransactionSynchronization() {

						@Override
						public void afterCommit() {
							own.publisher().publish("t", "x");
						}

					}));
					throw new IllegalStateException("on purpose");
				}));
				assertThat(inbox.handleOnce("g", "1", () -> true)).as("it runs again").isTrue();
				assertThat(store.lag("t", "g").messages()).isZero();
			}
		}
	}

	@Test
	void whenAnotherTransactionEndsAfterTheCommitThenTheOneThatIsOverIsNotJoined() {
		this.transaction.executeWithoutResult((status) -> register(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				ThreadTransactionTests.this.other.executeWithoutResult((inner) -> publish("inside the other"));
				publish("after the other");
			}

			@Override
			public void afterCompletion(int outcome) {
				ThreadTransactionTests.this.other.executeWithoutResult((inner) -> publish("inside another"));
				publish("at the end");
			}

		}));
		assertThat(this.stages).containsOnly(Stage.STORED).hasSize(4);
		assertStored("inside the other", "after the other", "inside another", "at the end");
	}

	@Test
	void whenTheOtherTransactionIsReadOnlyThenTheOuterOneIsJoinedAllTheSame() {
		this.other.setReadOnly(true);
		this.transaction.executeWithoutResult((status) -> this.other.executeWithoutResult((inner) -> publish("x")));
		assertThat(this.stages).containsExactly(Stage.ENLISTED);
		assertStored("x");
	}

	@Test
	void whenATransactionCannotBeginOrFailsBeforeItsCommitThenNothingIsLeftBehind() {
		DataSourceTransactionManager broken = new DataSourceTransactionManager(this.others) {

			@Override
			protected void doBegin(Object transaction, TransactionDefinition definition) {
				throw new CannotCreateTransactionException("on purpose");
			}

		};
		assertThatExceptionOfType(CannotCreateTransactionException.class)
			.isThrownBy(() -> on(broken).executeWithoutResult((status) -> {
			}));
		assertThat(TransactionSynchronizationManager.getResourceMap()).isEmpty();
		assertThatExceptionOfType(TransactionSystemException.class).isThrownBy(
				() -> this.transaction.executeWithoutResult((status) -> register(new TransactionSynchronization() {

					@Override
					public void beforeCommit(boolean readOnly) {
						throw new TransactionSystemException("on purpose");
					}

				})));
		this.transaction.executeWithoutResult((status) -> publish("next"));
		assertThat(this.stages).containsExactly(Stage.ENLISTED);
		assertStored("next");
	}

	@Test
	void whenAGroupIsDeclaredAfterTheSnapshotOfTheTransactionThenItGetsWhatIsPublished() {
		this.transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		this.transaction.executeWithoutResult((status) -> {
			new JdbcTemplate(this.messages).queryForList("SELECT id FROM sprocket_queue");
			this.backend.declareGroup("t", "late");
			publish("x");
		});
		assertThat(this.stages).containsExactly(Stage.ENLISTED);
		assertStored("x");
		assertThat(this.backend.browser().find("t", "late", 0, 10)).hasSize(1);
	}

	@Test
	void whenTheConnectionOfTheTransactionIsGoneThenThePublisherSaysSo() {
		List<CompletableFuture<?>> published = new ArrayList<>();
		assertThatExceptionOfType(TransactionSystemException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
				JdbcUtils.closeConnection(DataSourceUtils.getConnection(this.messages));
				published.add(this.pubSub.publisher().publishAsync(OutgoingMessage.of("t", "x")));
			}));
		assertThat(published.get(0)).isCompletedExceptionally()
			.failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(PubSubException.class)
			.withMessageContaining("cannot be joined: The pub/sub database 'jdbc:h2:mem:thread-transaction-messages'");
	}

	@Test
	void whenTheDataSourceIsATransactionAwareProxyThenTheTransactionBehindItIsJoined() {
		DataSource proxy = new TransactionAwareDataSourceProxy(this.messages);
		TransactionTemplate transactions = on(new DataSourceTransactionManager(proxy));
		try (PubSub own = new PubSubBuilder(backend(proxy)).build()) {
			transactions.executeWithoutResult((status) -> {
				this.stages.add(own.publisher().publish("t", "x").stage());
				status.setRollbackOnly();
			});
		}
		assertThat(this.stages).containsExactly(Stage.ENLISTED);
		assertStored();
	}

	@Test
	void whenTheDataSourceIsATransactionAwareProxyThenTheEffectsOfAnInboxAreRolledBackWithIt() throws Exception {
		DataSource proxy = new TransactionAwareDataSourceProxy(this.messages);
		try (JdbcInbox inbox = new JdbcInbox(proxy, new DataSourceTransactionManager(proxy),
				DatabaseInitializationMode.ALWAYS, Duration.ofDays(1))) {
			assertThatIllegalStateException().isThrownBy(() -> inbox.handleOnce("g", "1", () -> {
				throw new IllegalStateException("on purpose");
			}));
			assertThat(inbox.handleOnce("g", "1", () -> true)).as("it runs again").isTrue();
		}
	}

	@Test
	void whenTheTransactionIsOneOfJtaThenItIsJoinedFromItsFirstStatementOn() {
		try (HikariDataSource pool = pool("jta", true)) {
			GlobalTransactions global = new GlobalTransactions(pool);
			TransactionTemplate transactions = on(global);
			Backend store = backend(global.dataSource());
			try (PubSub own = new PubSubBuilder(store).build()) {
				transactions.executeWithoutResult((status) -> {
					this.stages.add(own.publisher().publish("t", "rolled back").stage());
					status.setRollbackOnly();
				});
				assertThat(store.lag("t", "g").messages()).isZero();
				transactions.executeWithoutResult((status) -> {
					register(new TransactionSynchronization() {

						@Override
						public void afterCommit() {
							ThreadTransactionTests.this.stages.add(own.publisher().publish("t", "after").stage());
						}

					});
					this.stages.add(own.publisher().publish("t", "committed").stage());
				});
				assertThat(this.stages).containsExactly(Stage.ENLISTED, Stage.ENLISTED, Stage.STORED);
				assertThat(store.lag("t", "g").messages()).isEqualTo(2);
			}
		}
	}

	@Test
	void whenAMessageOfATransactionOfJtaCannotBeStoredThenItDoesNotCommit() {
		try (HikariDataSource pool = pool("jta-full", true)) {
			GlobalTransactions global = new GlobalTransactions(pool);
			Backend store = new JdbcBackendFactory(global::dataSource, DatabaseInitializationMode.ALWAYS,
					new JdbcSettings(Duration.ofMillis(20), 1, Duration.ofMinutes(10)))
				.create();
			store.declareGroup("t", "g");
			try (PubSub own = new PubSubBuilder(store).build()) {
				assertThatExceptionOfType(BackendException.class)
					.isThrownBy(() -> on(global).executeWithoutResult((status) -> {
						own.publisher().publish("t", "1");
						assertThatExceptionOfType(PubSubException.class)
							.isThrownBy(() -> own.publisher().publish("t", "2"));
					}))
					.withMessageStartingWith(
							"The transaction is rolled back, because it could not publish all: Topic 't' is full");
				assertThat(store.lag("t", "g").messages()).isZero();
			}
		}
	}

	@Test
	void whenATransactionOfJtaIsNotOnTheDataSourceThenItIsNotJoined() {
		try (HikariDataSource pool = pool("jta-elsewhere", true)) {
			on(new GlobalTransactions(pool)).executeWithoutResult((status) -> {
				new JdbcTemplate(this.messages).execute("SELECT 1");
				publish("x");
			});
			assertThat(this.stages).containsExactly(Stage.STORED);
			assertStored("x");
		}
	}

	private static TransactionTemplate on(AbstractPlatformTransactionManager manager) {
		manager.addListener(JdbcBackendFactory.transactionListener());
		return new TransactionTemplate(manager);
	}

	private static Backend backend(DataSource dataSource) {
		Backend backend = new JdbcBackendFactory(() -> dataSource, DatabaseInitializationMode.ALWAYS,
				JdbcSettings.DEFAULTS)
			.create();
		backend.declareGroup("t", "g");
		return backend;
	}

	private static HikariDataSource pool(String name, boolean autoCommit) {
		HikariDataSource pool = new HikariDataSource();
		pool.setJdbcUrl("jdbc:h2:mem:thread-transaction-" + name);
		pool.setAutoCommit(autoCommit);
		return pool;
	}

	private static void register(TransactionSynchronization callbacks) {
		TransactionSynchronizationManager.registerSynchronization(callbacks);
	}

	private void publish(String text) {
		this.stages.add(this.pubSub.publisher().publish("t", text).stage());
	}

	private void assertStored(String... texts) {
		assertThat(this.backend.browser().find("t", "g", 0, 10))
			.extracting((delivery) -> new String(delivery.body(), StandardCharsets.UTF_8))
			.containsExactly(texts);
	}

	/**
	 * Has callbacks in its commit, as a JPA provider has when it flushes.
	 */
	@SuppressWarnings("serial")
	private final class FlushingTransactionManager extends DataSourceTransactionManager {

		private boolean fails;

		FlushingTransactionManager() {
			super(ThreadTransactionTests.this.messages);
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			publish("flushed");
			if (this.fails) {
				doRollback(status);
				throw new TransactionSystemException("on purpose");
			}
			super.doCommit(status);
		}

	}

}
