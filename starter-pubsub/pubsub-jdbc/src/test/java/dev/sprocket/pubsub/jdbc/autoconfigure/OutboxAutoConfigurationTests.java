// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.sprocket.pubsub.MessageHandler;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.PublishResult.Stage;
import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.TransactionPolicy;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.autoconfigure.PubSubHealthAutoConfiguration;
import dev.sprocket.test.FailureAnalyses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * An application whose database is not its pub/sub backend.
 */
class OutboxAutoConfigurationTests {

	@TempDir
	private Path folder;

	private ApplicationContextRunner runner = new ApplicationContextRunner();

	@BeforeEach
	void prepare() {
		this.runner = new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(EmbeddedPubSubAutoConfiguration.class, JdbcPubSubAutoConfiguration.class,
							PubSubAutoConfiguration.class, PubSubHealthAutoConfiguration.class,
							DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class))
			.withPropertyValues("spring.application.name=shop", "spring.datasource.generate-unique-name=true",
					"sprocket.pubsub.embedded.path=" + this.folder.resolve("store.db"));
	}

	@Test
	void whenAskedForThenPublishingJoinsTheTransactionAndIsRelayed() {
		this.runner.withPropertyValues("sprocket.pubsub.jdbc.outbox=true").run((context) -> {
			List<String> received = new CopyOnWriteArrayList<>();
			context.getBean(PubSub.class)
				.subscribe(SubscriptionSpec.of("t", "g", String.class),
						(message, acknowledgment) -> received.add(message.payload()));
			assertThat(publishInTransaction(context, TransactionPolicy.AUTO)).isEqualTo(Stage.ENLISTED);
			Awaitility.await().until(() -> received.equals(List.of("x")));
			Awaitility.await().until(() -> health(context).getDetails().get("embedded.outbox"), "empty"::equals);
			assertThat(health(context).getStatus()).isEqualTo(Status.UP);
		});
	}

	@Test
	void whenNotAskedForThenPublishingDoesNotWaitForTheTransaction() {
		this.runner.run((context) -> {
			assertThat(publishInTransaction(context, TransactionPolicy.AUTO)).isEqualTo(Stage.STORED);
			PubSubException failure = catchThrowableOfType(PubSubException.class,
					() -> publishInTransaction(context, TransactionPolicy.REQUIRE));
			assertThat(failure).hasMessage("Topic t: transaction policy REQUIRE: backend embedded cannot do "
					+ "TRANSACTIONAL_PUBLISH and there is no outbox; set sprocket.pubsub.jdbc.outbox=true to keep one in "
					+ "the application's database");
			assertThat(health(context).getDetails()).doesNotContainKey("embedded.outbox");
		});
	}

	@Test
	void whenBackendIsOnTheDataSourceThenItsOwnOutboxIsUsed() {
		this.runner.withPropertyValues("sprocket.pubsub.backend=jdbc", "sprocket.pubsub.jdbc.outbox=true")
			.run((context) -> {
				assertThat(publishInTransaction(context, TransactionPolicy.REQUIRE)).isEqualTo(Stage.ENLISTED);
				assertThat(new JdbcTemplate(context.getBean(DataSource.class))
					.queryForList("SELECT topic FROM sprocket_queue", String.class)).containsExactly("t");
			});
	}

	@Test
	void whenItsTablesAreMissingThenTheStartFailsAndNamesTheScript() {
		String url = "jdbc:sqlite:" + this.folder.resolve("app.db");
		this.runner.withPropertyValues("sprocket.pubsub.jdbc.outbox=true", "spring.datasource.url=" + url)
			.run((context) -> {
				FailureAnalysis analysis = FailureAnalyses.of(context.getStartupFailure());
				assertThat(analysis.getDescription())
					.isEqualTo("The pub/sub database '" + url + "' has no pub/sub tables, or not all.");
				assertThat(analysis.getAction()).isEqualTo(
						"Run the script 'classpath:dev/sprocket/pubsub/jdbc/schema-sqlite.sql', for example as a "
								+ "Flyway or Liquibase migration, or set sprocket.pubsub.jdbc.initialize-schema=always.");
			});
		this.runner.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void whenASubscriptionAsksForAnInboxThenThereIsOne() {
		this.runner.run((context) -> {
			JdbcTemplate jdbc = new JdbcTemplate(context.getBean(DataSource.class));
			jdbc.execute("CREATE TABLE effect (name VARCHAR(10))");
			subscribeOnce(context, (message, acknowledgment) -> {
				jdbc.update("INSERT INTO effect VALUES (?)", message.payload());
				if (message.attempt() == 1) {
					throw new IllegalStateException("rolls back");
				}
			});
			context.getBean(Publisher.class).publish("t", "x");
			Awaitility.await().until(() -> count(jdbc, "sprocket_inbox") == 1);
			assertThat(count(jdbc, "effect")).isEqualTo(1);
		});
	}

	@Test
	void whenASubscriptionAsksForAnInboxWithoutTablesThenTheScriptIsNamed() {
		String url = "jdbc:sqlite:" + this.folder.resolve("app.db");
		this.runner.withPropertyValues("spring.datasource.url=" + url).run((context) -> {
			PubSubException failure = catchThrowableOfType(PubSubException.class,
					() -> subscribeOnce(context, (message, acknowledgment) -> {
					}));
			assertThat(failure).hasMessageStartingWith(
					"Topic t, group g: cannot have an inbox: The pub/sub database '" + url + "' has no pub/sub tables");
			assertThat(FailureAnalyses.of(failure).getAction())
				.startsWith("Run the script 'classpath:dev/sprocket/pubsub/jdbc/schema-sqlite.sql'");
		});
	}

	private static void subscribeOnce(ApplicationContext context, MessageHandler<String> handler) {
		context.getBean(PubSub.class).subscribe(SubscriptionSpec.of("t", "g", String.class).inbox(true), handler);
	}

	private static int count(JdbcTemplate jdbc, String table) {
		return Objects.requireNonNull(jdbc.queryForObject("SELECT COUNT(*) FROM " + table, Integer.class));
	}

	@Test
	void whenTheContextIsClosedThenNothingRelaysOrPurgesAnyMore() {
		this.runner.withPropertyValues("sprocket.pubsub.jdbc.outbox=true").run((context) -> {
			assertThat(threads()).contains("sprocket-pubsub-outbox").doesNotContain("sprocket-pubsub-inbox-purge");
			subscribeOnce(context, (message, acknowledgment) -> {
			});
			assertThat(threads()).contains("sprocket-pubsub-inbox-purge");
		});
		assertThat(threads()).isEmpty();
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("sprocket-pubsub-"))
			.toList();
	}

	private static Stage publishInTransaction(ApplicationContext context, TransactionPolicy policy) {
		Publisher publisher = context.getBean(Publisher.class).withTransactions(policy);
		return Objects.requireNonNull(new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
			.execute((status) -> publisher.publish("t", "x").stage()));
	}

	private static Health health(ApplicationContext context) {
		return Objects.requireNonNull(context.getBean("pubsubHealthIndicator", HealthIndicator.class).health(true));
	}

}
