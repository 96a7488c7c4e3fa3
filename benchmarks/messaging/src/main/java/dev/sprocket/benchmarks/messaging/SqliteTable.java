// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What one writes by hand: a table of messages without any index of its own, one
 * connection, one thread, write-ahead log, every commit synced.
 */
final class SqliteTable implements AutoCloseable {

	private static final int ROW_BYTES = 1024;

	private final Connection connection;

	private final PreparedStatement insert;

	SqliteTable(Path directory) throws SQLException {
		this.connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("by-hand.db"));
		try (Statement statement = this.connection.createStatement()) {
			statement.execute("pragma journal_mode=wal");
			statement.execute("pragma synchronous=full");
			statement.execute("create table message(id integer primary key, topic text not null, body blob not null)");
		}
		this.connection.setAutoCommit(false);
		this.insert = this.connection.prepareStatement("insert into message(topic, body) values (?, ?)");
	}

	/**
	 * Insert some rows of 1 KiB and commit.
	 * @param rows how many
	 * @return how many
	 * @throws SQLException it did not work
	 */
	int insert(int rows) throws SQLException {
		for (int row = 0; row < rows; row++) {
			this.insert.setString(1, "orders");
			this.insert.setBytes(2, new byte[ROW_BYTES]);
			this.insert.addBatch();
		}
		this.insert.executeBatch();
		this.connection.commit();
		return rows;
	}

	/**
	 * Select the oldest rows with their bodies, delete them one by one by id, commit.
	 * Repeat until the table is empty.
	 * @param rows how many at a time
	 * @return how many in all
	 * @throws SQLException it did not work
	 */
	long receiveAll(int rows) throws SQLException {
		long received = 0;
		try (PreparedStatement select = this.connection
			.prepareStatement("select id, topic, body from message order by id limit ?");
				PreparedStatement delete = this.connection.prepareStatement("delete from message where id = ?")) {
			int batch;
			do {
				batch = receive(select, delete, rows);
				received += batch;
			}
			while (batch > 0);
		}
		return received;
	}

	private int receive(PreparedStatement select, PreparedStatement delete, int rows) throws SQLException {
		int batch = 0;
		select.setInt(1, rows);
		try (ResultSet found = select.executeQuery()) {
			while (found.next()) {
				requireBody(found.getString(2), found.getBytes(3));
				delete.setLong(1, found.getLong(1));
				delete.addBatch();
				batch++;
			}
		}
		delete.executeBatch();
		this.connection.commit();
		return batch;
	}

	private static void requireBody(String topic, byte[] body) {
		if (topic.isEmpty() || body.length != ROW_BYTES) {
			throw new IllegalStateException("read " + body.length + " bytes of " + topic);
		}
	}

	@Override
	public void close() throws SQLException {
		this.insert.close();
		this.connection.close();
	}

}
