// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.Connection;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * What differs between database platforms.
 */
interface Dialect {

	// Return the platform, as in the name of its schema script.

	String platform();

	// Return the end of a query whose rows are changed next.

	default String lockRows() {
		return "";
	}

	// Return the end of a subquery of an update that skips rows in other hands.

	default String lockSubquery() {
		return "";
	}

	// Return whether two transactions can claim at the same time, so that an ordered
	// claim
	// needs a lock on its queue.

	default boolean hasConcurrentWriters() {
		return true;
	}

	// Return the insert of a deduplication id, which changes no row if it is there.

	default String insertDeduplication() {
		return """
				INSERT INTO sprocket_deduplication (topic, deduplication_id, stored_at) VALUES (?, ?, ?)
				ON CONFLICT DO NOTHING""";
	}

	default void begin(Session session) throws SQLException {
		session.connection().setAutoCommit(false);
	}

	default void commit(Session session) throws SQLException {
		Connection connection = session.connection();
		connection.commit();
		connection.setAutoCommit(true);
	}

	default void rollback(Session session) throws SQLException {
		Connection connection = session.connection();
		connection.rollback();
		connection.setAutoCommit(true);
	}

	// Write something small, to learn whether that is possible. Returns how many rows
	// were
	// written

	default int probe(Session session, long now) throws SQLException {
		return session.update("UPDATE sprocket_schema SET checked_at = ?", now);
	}

	// Return what kind of failure an exception of the driver is.

	ErrorKind classify(SQLException ex);

	// Return what the application should change so that a committed message survives a
	// crash, or null if nothing.

	default @Nullable String durabilityAdvice(Connection connection) throws SQLException {
		return null;
	}

	default BackendException translate(String what, SQLException ex) {
		return new BackendException(classify(ex), what + ": " + ex.getMessage(), ex);
	}

}
