// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc.autoconfigure;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;

import javax.sql.DataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;
import dev.sprocket.test.FailureAnalyses;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application prints whose store cannot be used.
 */
class StartFailureTests {

	@TempDir
	private Path folder;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(EmbeddedPubSubAutoConfiguration.class,
				JdbcPubSubAutoConfiguration.class, PubSubAutoConfiguration.class, DataSourceAutoConfiguration.class));

	@Test
	void whenTheFolderOfTheStoreCannotBeWrittenThenItSaysWhatToDo() throws IOException {
		Path file = Files.createFile(this.folder.resolve("file")).resolve("store.db");
		FailureAnalysis analysis = analyze(this.runner.withPropertyValues("sprocket.pubsub.embedded.path=" + file,
				"spring.datasource.url=jdbc:h2:mem:a"));
		assertThat(analysis.getDescription())
			.startsWith("The pub/sub store '" + file + "' cannot be created: java.nio.file.");
		assertThat(analysis.getAction()).isEqualTo("Make its folder writable, or set sprocket.pubsub.embedded.path.");
	}

	@Test
	void whenTheDatabaseCannotBeReachedThenItSaysWhatToDo() {
		FailureAnalysis analysis = analyze(this.runner.withPropertyValues("sprocket.pubsub.backend=jdbc",
				"spring.datasource.url=jdbc:h2:tcp://localhost:1/orders"));
		assertThat(analysis.getDescription())
			.startsWith("The database for pub/sub cannot be reached: Connection is broken");
		assertThat(analysis.getAction()).isEqualTo("Start it, or correct how its DataSource reaches it: the settings "
				+ "spring.datasource.* if it is Boot's.");
	}

	@Test
	void whenTheDatabaseIsOfAnotherPlatformThenItSaysWhichThereAre() {
		FailureAnalysis analysis = analyze(this.runner.withPropertyValues("sprocket.pubsub.backend=jdbc")
			.withBean(DataSource.class, StartFailureTests::mySql));
		assertThat(analysis.getDescription())
			.isEqualTo("Pub/sub cannot keep messages in MySQL (jdbc:mysql://db/orders).");
		assertThat(analysis.getAction())
			.isEqualTo("It can in SQLite, H2, PostgreSQL and MariaDB: annotate the DataSource of one of these with "
					+ "@PubSubDataSource, or keep messages elsewhere, for example with sprocket.pubsub.backend=embedded.");
	}

	private static FailureAnalysis analyze(ApplicationContextRunner runner) {
		FailureAnalysis[] found = new FailureAnalysis[1];
		runner.run((context) -> found[0] = FailureAnalyses.of(context.getStartupFailure()));
		return found[0];
	}

	private static DataSource mySql() {
		DatabaseMetaData database = proxy(DatabaseMetaData.class, (proxy, method,
				arguments) -> method.getName().equals("getURL") ? "jdbc:mysql://db/orders?password=secret" : "MySQL");
		Connection connection = proxy(Connection.class, (proxy, method, arguments) -> switch (method.getName()) {
			case "getMetaData" -> database;
			case "getAutoCommit" -> true;
			case "getTransactionIsolation" -> Connection.TRANSACTION_READ_COMMITTED;
			default -> null;
		});
		return proxy(DataSource.class, (proxy, method, arguments) -> connection);
	}

	private static <T> T proxy(Class<T> type, InvocationHandler handler) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

}
