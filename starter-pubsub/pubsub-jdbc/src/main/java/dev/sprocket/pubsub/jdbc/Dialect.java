// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * What differs between database platforms.
 */
interface Dialect {

	// Of the next transaction, or the one just begun: a claim reads anew after it has
	// waited for a lock, whatever the pool's default is.

	String READ_COMMITTED = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";

	// Return the platform, as in the name of its schema script.

	String platform();

	// Return the end of a query whose rows are changed next.

	default String lockRows() {
		return "";
	}

	// Return the end of a query that sees what others have committed since the snapshot
	// of its transaction, and keeps them from changing it; empty if there is none.

	default String lockLatest() {
		return "";
	}

	// Return the statement that deletes the rows which a query picks by their key, and no
	// others: they may be in other hands.

	default String deletePicked(String table, String key, String query) {
		return "DELETE FROM %s WHERE (%s) IN (SELECT %2$s FROM (%s) picked)".formatted(table, key, query);
	}

	// Return the statement that changes the rows which a query picks by their key.

	default String updatePicked(String table, String key, String query, String assignments) {
		return "UPDATE %s SET %s WHERE (%s) IN (SELECT %3$s FROM (%s) picked)".formatted(table, assignments, key,
				query);
	}

	// Return the first statement of a claim, with what the later ones need.

	default String beforeClaim(String statement) {
		return statement;
	}

	// Return whether a statement takes a list of keys as one parameter, and returns the
	// rows that it has changed.

	default boolean hasArrays() {
		return false;
	}

	// Return whether two transactions can claim at the same time, so that an ordered
	// claim needs a lock on its queue.

	default boolean hasConcurrentWriters() {
		return true;
	}

	// Return an insert that changes no row if its key, the first two columns, is there.

	default String insertOnce(String table, String... columns) {
		return "INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES ("
				+ String.join(", ", Collections.nCopies(columns.length, "?")) + ") ON CONFLICT DO NOTHING";
	}

	// Wait a second at most for each lock until the transaction ends, if the platform can
	// be told so. For the writer: a transaction of the application may hold a lock for
	// long, and everybody waits for the writer.

	default void limitWaits(Session session) throws SQLException {
	}

	// Return a statement that waits a second at most for a lock, if the platform can be
	// told so.

	default String limited(String sql) {
		return sql;
	}

	// Return whether a lock was not to be had in time.

	default boolean isLockTimeout(SQLException ex) {
		return false;
	}

	// Return from how many bytes on a body is kept in a table of its own.

	default int largeBody() {
		return Integer.MAX_VALUE;
	}

	// Return a query of m.body with large bodies.

	default String withLargeBodies(String sql) {
		return sql;
	}

	// Return the length of m.body in bytes, large bodies included.

	default String bodyLength() {
		return "OCTET_LENGTH(m.body)";
	}

	// Take what a transaction of the application needs before it writes.

	default void join(Session session) throws SQLException {
	}

	// Give up what the driver keeps after the commit of a transaction of the application.

	default void leave(Connection connection) throws SQLException {
	}

	default void begin(Session session) throws SQLException {
		session.connection().setAutoCommit(false);
	}

	default void commit(Session session) throws SQLException {
		session.connection().commit();
	}

	default void rollback(Session session) throws SQLException {
		Connection connection = session.connection();
		connection.rollback();
		connection.setAutoCommit(true);
	}

	// Write something, to learn whether that is possible and there is room for it. It is
	// a row of its own, for which nobody waits: another instance may have vanished in the
	// middle of writing one.

	default int probe(Session session, long now) throws SQLException {
		long mark = ThreadLocalRandom.current().nextLong();
		session.update(
				"INSERT INTO sprocket_message (queue, due_at, published_at, headers, body) VALUES (0, ?, ?, '', ?)",
				mark, now, new byte[16_384]);
		return session.update("DELETE FROM sprocket_message WHERE queue = 0 AND due_at = ?", mark);
	}

	// Return what kind of failure an exception of the driver is.

	ErrorKind classify(SQLException ex);

	// Return what the application should change so that a committed message survives a
	// crash, or null if nothing.

	default @Nullable String durabilityAdvice(Connection connection) throws SQLException {
		return null;
	}

	// Return whether the database lives in this process or on its disk.

	default boolean isLocal(Connection connection) throws SQLException {
		return false;
	}

	// Return the dialect of a database, or null if there is none for it.

	static @Nullable Dialect of(Connection connection) throws SQLException {
		boolean readsCommitted = connection.getTransactionIsolation() == Connection.TRANSACTION_READ_COMMITTED;
		return switch (connection.getMetaData().getDatabaseProductName()) {
			case "SQLite" -> new SqliteDialect(false);
			case "H2" -> new H2Dialect();
			case "PostgreSQL" -> new PostgresDialect(readsCommitted);
			case "MariaDB" -> new MariaDbDialect(readsCommitted);
			default -> null;
		};
	}

	// Return whether the database chose the transaction to be rolled back: class 40 of
	// the SQL standard.

	default boolean isDeadlock(SQLException ex) {
		String state = ex.getSQLState();
		return state != null && state.startsWith("40");
	}

	// Return whether a session can be used again after a failure and its rollback.

	default boolean outlives(SQLException ex) {
		return false;
	}

	default BackendException translate(String what, SQLException ex) {
		String problem = isLockTimeout(ex)
				? " waited in vain for what another transaction has locked, perhaps one that "
						+ "published the same deduplication id or to a new topic; keep transactions short"
				: "";
		return new BackendException(classify(ex), what + problem + ": " + ex.getMessage(), ex);
	}

}
