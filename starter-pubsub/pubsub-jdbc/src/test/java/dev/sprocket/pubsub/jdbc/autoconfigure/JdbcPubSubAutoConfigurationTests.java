// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.pubsub.jdbc.PubSubDataSource;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Inbox;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.OutboxFactory;
import dev.sprocket.test.FailureAnalyses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

class JdbcPubSubAutoConfigurationTests {

	@TempDir
	private Path folder;

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(EmbeddedPubSubAutoConfiguration.class, JdbcPubSubAutoConfiguration.class,
					DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class));

	@Test
	void whenNothingIsConfiguredThenNothingIsWritten() {
		this.runner.withPropertyValues("spring.datasource.url=jdbc:h2:mem:unasked").run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(Inbox.class).doesNotHaveBean(OutboxFactory.class);
			assertThat(context.getBeansOfType(BackendFactory.class).values()).extracting(BackendFactory::name)
				.containsExactlyInAnyOrder("embedded", "jdbc");
			try (Connection connection = context.getBean(DataSource.class).getConnection();
					ResultSet tables = connection.getMetaData().getTables(null, null, "SPROCKET%", null)) {
				assertThat(tables.next()).isFalse();
			}
		});
	}

	@ParameterizedTest
	@CsvSource({ "true, 1", "1, 1", "on, 1", "YES, 1", "false, 0", "0, 0", "off, 0", "no, 0" })
	void whenAnOutboxIsAskedForInWhatBootBindsToTrueThenThereIsOne(String value, int outboxes) {
		this.runner
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:words", "sprocket.pubsub.jdbc.outbox=" + value)
			.run((context) -> assertThat(context.getBeansOfType(OutboxFactory.class)).hasSize(outboxes));
	}

	@Test
	void whenThereIsNoSpringJdbcThenTheEmbeddedBackendIsThere() {
		Path file = this.folder.resolve("folder/store.db");
		this.runner.withClassLoader(new FilteredClassLoader(DataSourceUtils.class))
			.withPropertyValues("sprocket.pubsub.embedded.path=" + file)
			.run((context) -> {
				assertThat(context).hasSingleBean(BackendFactory.class);
				try (Backend backend = context.getBean(BackendFactory.class).create()) {
					backend.check();
					assertThat(backend.isLocal()).isTrue();
				}
				assertThat(file).exists();
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "sprocket.pubsub.backend=jdbc", "sprocket.pubsub.jdbc.outbox=true",
			"sprocket.pubsub.jdbc.outbox=yes" })
	void whenThereIsNoSpringJdbcAndItIsAskedForThenItSaysWhatToAdd(String property) {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(EmbeddedPubSubAutoConfiguration.class, JdbcPubSubAutoConfiguration.class,
							WithoutJdbcAutoConfiguration.class, PubSubAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(DataSourceUtils.class))
			.withPropertyValues(property, "sprocket.pubsub.embedded.path=" + this.folder.resolve("store.db"))
			.run((context) -> assertThat(FailureAnalyses.of(context.getStartupFailure()).getAction())
				.startsWith("Add spring-boot-starter-jdbc and a driver and set spring.datasource.url, "));
	}

	@Test
	void whenBackendIsJdbcThenItHasAnOutboxAndAnInbox() {
		this.runner
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:both", "sprocket.pubsub.backend=jdbc",
					"sprocket.pubsub.jdbc.poll-interval=1s", "sprocket.pubsub.jdbc.inbox-retention=1d")
			.run((context) -> {
				assertThat(context).hasSingleBean(Inbox.class);
				try (Backend backend = factory(context.getBeansOfType(BackendFactory.class).values(), "jdbc")
					.create()) {
					assertThat(backend.capabilities().isNative(Capability.TRANSACTIONAL_PUBLISH)).isTrue();
					assertThat(backend.outbox()).isNotNull();
				}
			});
	}

	@Test
	void whenPublishedAfterTheCommitThenNoTransactionIsJoined() {
		this.runner.withUserConfiguration(OwnTransactionManager.class)
			.withPropertyValues("spring.datasource.url=jdbc:h2:mem:after",
					"sprocket.pubsub.jdbc.initialize-schema=always", "spring.datasource.hikari.auto-commit=false")
			.run((context) -> {
				List<Boolean> active = new ArrayList<>();
				try (Backend backend = factory(context.getBeansOfType(BackendFactory.class).values(), "jdbc")
					.create()) {
					Outbox outbox = Objects.requireNonNull(backend.outbox());
					new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
						.executeWithoutResult((status) -> TransactionSynchronizationManager
							.registerSynchronization(new TransactionSynchronization() {

								@Override
								public void beforeCommit(boolean readOnly) {
									active.add(outbox.isTransactionActive());
								}

								@Override
								public void afterCommit() {
									active.add(outbox.isTransactionActive());
								}

							}));
				}
				assertThat(active).containsExactly(true, false);
			});
	}

	@Test
	void whenOnKubernetesAndNotNamedThenRefusedInWords() {
		this.runner
			.withPropertyValues("spring.main.cloud-platform=kubernetes",
					"sprocket.pubsub.embedded.path=" + this.folder.resolve("k.db"))
			.run((context) -> {
				FailureAnalysis analysis = analyze(
						factory(context.getBeansOfType(BackendFactory.class).values(), "embedded"));
				assertThat(analysis.getDescription()).isEqualTo(
						"The pub/sub backend 'embedded' keeps messages on the disk of one pod and was not chosen by "
								+ "name. This application runs on Kubernetes, where a pod may lose its disk, and the "
								+ "replicas of a service would not share their messages.");
				assertThat(analysis.getAction()).isEqualTo(
						"Set sprocket.pubsub.backend=jdbc to use the application's database, or add a broker's backend "
								+ "such as sprocket-pubsub-kafka. For one replica with a persistent volume set "
								+ "sprocket.pubsub.backend=embedded and sprocket.pubsub.embedded.path.");
			});
	}

	@Test
	void whenOnKubernetesAndNamedThenMade() {
		this.runner
			.withPropertyValues("spring.main.cloud-platform=kubernetes", "sprocket.pubsub.backend=embedded",
					"sprocket.pubsub.embedded.path=" + this.folder.resolve("k.db"))
			.run((context) -> factory(context.getBeansOfType(BackendFactory.class).values(), "embedded").create()
				.close());
	}

	@Test
	void whenThereAreTwoDataSourcesThenTheyAreNamed() {
		this.runner.withUserConfiguration(TwoDataSources.class).run((context) -> {
			FailureAnalysis analysis = analyze(factory(context.getBeansOfType(BackendFactory.class).values(), "jdbc"));
			assertThat(analysis.getDescription())
				.isEqualTo("Pub/sub needs one DataSource and there are 2: orders, billing.");
			assertThat(analysis.getAction())
				.isEqualTo("Annotate the bean that is to hold the pub/sub tables with @PubSubDataSource.");
		});
	}

	@Test
	void whenOneOfTwoDataSourcesIsMarkedThenItIsUsed() {
		this.runner.withUserConfiguration(MarkedDataSource.class)
			.run((context) -> factory(context.getBeansOfType(BackendFactory.class).values(), "jdbc").create().close());
	}

	@Test
	void whenTheOnlyTransactionManagerIsOfAnotherDataSourceThenTheInboxHasItsOwn() {
		this.runner.withUserConfiguration(MainAndMarkedDataSource.class).run((context) -> {
			Inbox inbox = context.getBean(Inbox.class);
			inbox.prepare();
			assertThatIllegalStateException().isThrownBy(() -> inbox.handleOnce("g", "1", () -> {
				throw new IllegalStateException("failed on purpose");
			}));
			assertThat(inbox.handleOnce("g", "1", () -> true)).as("it runs again").isTrue();
			assertThat(inbox.handleOnce("g", "1", () -> true)).isFalse();
		});
	}

	@Test
	void whenTheTransactionIsOnAnotherDataSourceThenItIsNotJoined() {
		this.runner.withUserConfiguration(MainAndMarkedDataSource.class).run((context) -> {
			context.getBean("messages", HikariDataSource.class).setAutoCommit(false);
			try (Backend backend = factory(context.getBeansOfType(BackendFactory.class).values(), "jdbc").create()) {
				Outbox outbox = Objects.requireNonNull(backend.outbox());
				Boolean active = new TransactionTemplate(context.getBean(PlatformTransactionManager.class))
					.execute((status) -> {
						new JdbcTemplate(context.getBean("messages", DataSource.class)).execute("SELECT 1");
						return outbox.isTransactionActive();
					});
				assertThat(active).isFalse();
			}
		});
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			sprocket.pubsub.backlog.max-messages         | 0    | It must be at least 1.
			sprocket.pubsub.backlog.deduplication-window | -1s  | It must not be negative.
			sprocket.pubsub.jdbc.poll-interval           | 0    | It must be at least 1 ms.
			sprocket.pubsub.jdbc.inbox-retention         | 0    | It must be at least 1 ms.
			""")
	void whenASettingCannotBeThenItIsNamed(String property, String value, String rule) {
		this.runner.withPropertyValues("spring.datasource.url=jdbc:h2:mem:settings", property + "=" + value)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (failure) -> {
					assertThat(failure.getName()).isEqualTo(property);
					assertThat(failure.getReason()).isEqualTo(rule);
				}));
	}

	@Test
	void whenThereIsNoDataSourceThenItSaysWhatToAdd() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(EmbeddedPubSubAutoConfiguration.class, JdbcPubSubAutoConfiguration.class))
			.run((context) -> {
				FailureAnalysis analysis = analyze(
						factory(context.getBeansOfType(BackendFactory.class).values(), "jdbc"));
				assertThat(analysis.getDescription()).isEqualTo("Pub/sub needs a DataSource and there is none.");
				assertThat(analysis.getAction())
					.isEqualTo("Add spring-boot-starter-jdbc and a driver and set spring.datasource.url, or do without "
							+ "outbox and inbox and set sprocket.pubsub.backend=embedded to keep messages in a file.");
			});
	}

	@Test
	void whenTablesAreMissingThenTheScriptIsNamed() {
		String url = "jdbc:sqlite:" + this.folder.resolve("app.db");
		this.runner.withPropertyValues("spring.datasource.url=" + url).run((context) -> {
			FailureAnalysis analysis = analyze(factory(context.getBeansOfType(BackendFactory.class).values(), "jdbc"));
			assertThat(analysis.getDescription())
				.isEqualTo("The pub/sub database '" + url + "' has no pub/sub tables, or not all.");
			assertThat(analysis.getAction())
				.isEqualTo("Run the script 'classpath:dev/sprocket/pubsub/jdbc/schema-sqlite.sql', for example as a "
						+ "Flyway or Liquibase migration, or set sprocket.pubsub.jdbc.initialize-schema=always.");
		});
	}

	@Test
	void whenH2HoldsCommitsBackThenRefusedInWords() {
		String url = "jdbc:h2:file:" + this.folder.resolve("app");
		this.runner.withPropertyValues("spring.datasource.url=" + url).run((context) -> {
			FailureAnalysis analysis = analyze(factory(context.getBeansOfType(BackendFactory.class).values(), "jdbc"));
			assertThat(analysis.getDescription())
				.isEqualTo("The pub/sub database '" + url + "' holds commits back from the disk for 500 ms. Messages "
						+ "that were reported as stored are lost if the process is killed.");
			assertThat(analysis.getAction()).isEqualTo("Add ;WRITE_DELAY=0 to spring.datasource.url.");
		});
	}

	@Test
	void whenStoreIsInUseThenTheOwnerIsNamed() {
		Path file = this.folder.resolve("store.db");
		this.runner.withPropertyValues("sprocket.pubsub.embedded.path=" + file).run((context) -> {
			BackendFactory factory = factory(context.getBeansOfType(BackendFactory.class).values(), "embedded");
			try (Backend first = factory.create()) {
				FailureAnalysis analysis = analyze(factory);
				assertThat(analysis.getDescription()).isEqualTo("The pub/sub store '" + file
						+ "' is in use by this process (pid " + ProcessHandle.current().pid() + ").");
				assertThat(analysis.getAction()).isEqualTo("End that process, or give this one a file of its own with "
						+ "sprocket.pubsub.embedded.path. To share messages between processes set "
						+ "sprocket.pubsub.backend to a backend made for that, such as jdbc or kafka.");
				first.check();
			}
		});
	}

	@Test
	void whenStoreIsCorruptThenTheFileIsNamed() throws Exception {
		Path file = this.folder.resolve("store.db");
		Files.writeString(file, "This is not a database, whatever its name says. ".repeat(100));
		this.runner.withPropertyValues("sprocket.pubsub.embedded.path=" + file).run((context) -> {
			FailureAnalysis analysis = analyze(
					factory(context.getBeansOfType(BackendFactory.class).values(), "embedded"));
			assertThat(analysis.getDescription())
				.isEqualTo("The pub/sub store '" + file + "' is not a readable SQLite database.");
			assertThat(analysis.getAction()).isEqualTo("Restore '" + file
					+ "' from a backup. To start with an empty store instead, move it away together with the files "
					+ "of the same name that end in -wal and -shm; the messages in it are then not delivered.");
			assertThat(file).content().startsWith("This is not a database");
		});
	}

	private static BackendFactory factory(Collection<BackendFactory> factories, String name) {
		return factories.stream().filter((factory) -> factory.name().equals(name)).findFirst().orElseThrow();
	}

	private static FailureAnalysis analyze(BackendFactory factory) {
		Throwable failure = catchThrowable(() -> factory.create().close());
		return FailureAnalyses.of(failure);
	}

	private static DataSource dataSource(String name) {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl("jdbc:h2:mem:" + name);
		return dataSource;
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnTransactionManager {

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoDataSources {

		@Bean
		DataSource orders() {
			return dataSource("orders");
		}

		@Bean
		DataSource billing() {
			return dataSource("billing");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MarkedDataSource {

		@Bean
		DataSource orders() {
			return dataSource("orders");
		}

		@Bean
		@PubSubDataSource
		DataSource messages() {
			return dataSource("messages");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class MainAndMarkedDataSource {

		@Bean
		@Primary
		DataSource main() {
			return dataSource("main");
		}

		@Bean
		@PubSubDataSource
		DataSource messages() {
			return dataSource("messages-beside-main");
		}

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

	}

}
