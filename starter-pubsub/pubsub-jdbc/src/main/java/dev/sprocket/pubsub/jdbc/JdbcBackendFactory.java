// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Clock;
import java.util.function.Supplier;

import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.sql.init.DatabaseInitializationMode;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.TransactionExecutionListener;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * Makes the backend that keeps messages in the application's own database: SQLite, H2,
 * PostgreSQL or MariaDB. What is published in a transaction on that database is stored by
 * it.
 */
public final class JdbcBackendFactory implements BackendFactory {

	/** The name of the backend. */
	public static final String NAME = "jdbc";

	private static final Logger logger = LoggerFactory.getLogger(JdbcBackendFactory.class);

	private final Supplier<DataSource> dataSource;

	private final DatabaseInitializationMode initialization;

	private final JdbcSettings settings;

	private final Clock clock;

	/**
	 * Create a factory.
	 * @param dataSource gives the data source when the backend is made
	 * @param initialization whether the tables are made
	 * @param settings how messages are kept
	 */
	public JdbcBackendFactory(Supplier<DataSource> dataSource, DatabaseInitializationMode initialization,
			JdbcSettings settings) {
		this(dataSource, initialization, settings, Clock.systemUTC());
	}

	JdbcBackendFactory(Supplier<DataSource> dataSource, DatabaseInitializationMode initialization,
			JdbcSettings settings, Clock clock) {
		this.dataSource = dataSource;
		this.initialization = initialization;
		this.settings = settings;
		this.clock = clock;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public String artifact() {
		return "sprocket-pubsub-jdbc";
	}

	@Override
	public Selection selection() {
		return Selection.BY_NAME;
	}

	/**
	 * Look at the database and make the tables if that is wanted.
	 * @throws BackendException if it cannot be reached, is of a platform that is not
	 * supported, has no tables, or loses what it has committed
	 */
	@Override
	public Backend create() {
		DataSourceDatabase database = prepare(this.dataSource.get(), this.initialization).withWriterPool(NAME);
		return new JdbcBackend(NAME, database, database.isLocal(), this.settings, this.clock);
	}

	/**
	 * Return what a transaction manager has to tell, so that what is published in a
	 * callback after the commit is stored by itself instead of joining a transaction that
	 * has ended, and so is what is published in a transaction on another data source. The
	 * auto-configuration adds it to each transaction manager that is a bean.
	 * @return a listener for
	 * {@link org.springframework.transaction.ConfigurableTransactionManager#addListener}
	 */
	public static TransactionExecutionListener transactionListener() {
		return new BegunTransactions();
	}

	static DataSourceDatabase prepare(DataSource given, DatabaseInitializationMode initialization) {
		DataSource dataSource = unwrap(given);
		try (Connection connection = dataSource.getConnection()) {
			boolean autoCommit = connection.getAutoCommit();
			if (!autoCommit) {
				connection.setAutoCommit(true);
			}
			Dialect dialect = Dialect.of(connection);
			if (dialect == null) {
				throw unsupported(connection.getMetaData());
			}
			DataSourceDatabase database = DataSourceDatabase.of(dataSource, dialect, connection, autoCommit);
			prepare(database, connection, initialization);
			return database;
		}
		catch (SQLException ex) {
			throw new SetupException(ErrorKind.UNAVAILABLE,
					"The database for pub/sub cannot be reached: " + ex.getMessage(),
					"Start it, or correct how its DataSource reaches it: the settings spring.datasource.* if it is Boot's.",
					ex);
		}
	}

	// A transaction manager binds its connection to what is behind such a proxy.

	private static DataSource unwrap(DataSource dataSource) {
		DataSource target = (dataSource instanceof TransactionAwareDataSourceProxy proxy) ? proxy.getTargetDataSource()
				: null;
		return (target != null) ? target : dataSource;
	}

	private static SetupException unsupported(DatabaseMetaData database) throws SQLException {
		return new SetupException(ErrorKind.UNSUPPORTED,
				"Pub/sub cannot keep messages in " + database.getDatabaseProductName() + " ("
						+ DataSourceDatabase.withoutParameters(database.getURL()) + ")",
				"It can in SQLite, H2, PostgreSQL and MariaDB: annotate the DataSource of one of these with "
						+ "@PubSubDataSource, or keep messages elsewhere, for example with sprocket.pubsub.backend=embedded.",
				null);
	}

	private static void prepare(DataSourceDatabase database, Connection connection,
			DatabaseInitializationMode initialization) throws SQLException {
		Dialect dialect = database.dialect();
		boolean inMemory = dialect instanceof H2Dialect && H2Dialect.isInMemory(connection);
		if (dialect instanceof H2Dialect && !inMemory) {
			int delay = H2Dialect.writeDelay(connection);
			if (delay > 0) {
				throw new SetupException(ErrorKind.UNSUPPORTED,
						database.description() + " holds commits back from the disk for " + delay
								+ " ms. Messages that were reported as stored are lost if the process is killed",
						"Add ;WRITE_DELAY=0 to spring.datasource.url.", null);
			}
		}
		String advice = dialect.durabilityAdvice(connection);
		if (advice != null) {
			logger.warn(advice);
		}
		Session session = Session.joining(connection);
		if (initialization == DatabaseInitializationMode.ALWAYS
				|| (initialization == DatabaseInitializationMode.EMBEDDED && inMemory)) {
			Schema.create(session, dialect);
		}
		checkTables(database, session);
	}

	private static void checkTables(DataSourceDatabase database, Session session) throws SQLException {
		SQLException failure = null;
		try {
			if (Schema.version(session) >= Schema.VERSION) {
				return;
			}
		}
		catch (SQLException ex) {
			if (database.dialect().classify(ex) != ErrorKind.NOT_FOUND) {
				throw ex;
			}
			failure = ex;
		}
		finally {
			session.close();
		}
		throw new SetupException(ErrorKind.NOT_FOUND, database.description() + " has no pub/sub tables, or not all",
				"Run the script 'classpath:" + Schema.script(database.dialect())
						+ "', for example as a Flyway or Liquibase migration, or set "
						+ "sprocket.pubsub.jdbc.initialize-schema=always.",
				failure);
	}

}
