// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.SQLException;

/**
 * Opens sessions on one database, and knows how transactions begin and end there.
 */
interface Database extends AutoCloseable {

	Dialect dialect();

	// Return how messages to the user name it.

	String description();

	// Return whether no other process writes to it, so that nothing needs to be polled.

	boolean isExclusive();

	// Return a session for one transaction of the writer, which gives it back to release.

	Session acquire() throws SQLException;

	// Begin a transaction; one that is not durable need not wait for the disk.

	default void begin(Session session, boolean durable) throws SQLException {
		dialect().begin(session);
	}

	// Take a session back; a broken one is thrown away.

	void release(Session session, boolean broken);

	// Run a query outside the writer.

	<T> T read(Query<T> query) throws SQLException;

	@Override
	void close();

	/**
	 * A query.
	 *
	 * @param <T> the type of its result
	 */
	interface Query<T> {

		T run(Session session) throws SQLException;

	}

}
