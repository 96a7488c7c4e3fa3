// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import javax.sql.DataSource;

/**
 * Business data beside the messages: a table of its own on the same data source.
 */
final class Effects {

	private final DataSource dataSource;

	private final String table;

	Effects(DataSource dataSource) throws SQLException {
		this(dataSource, "effect_" + UUID.randomUUID().toString().replace("-", ""));
		create();
	}

	// The table may be there, made by another process.

	Effects(DataSource dataSource, String table) {
		this.dataSource = dataSource;
		this.table = table;
	}

	void create() throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement()) {
			statement.executeUpdate("CREATE TABLE " + this.table + " (id VARCHAR(100) NOT NULL)");
		}
	}

	boolean add(String id) throws SQLException {
		try (Connection connection = this.dataSource.getConnection();
				PreparedStatement insert = connection.prepareStatement("INSERT INTO " + this.table + " VALUES (?)")) {
			insert.setString(1, id);
			return insert.executeUpdate() == 1;
		}
	}

	List<String> all() throws SQLException {
		List<String> ids = new ArrayList<>();
		try (Connection connection = this.dataSource.getConnection();
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("SELECT id FROM " + this.table)) {
			while (rows.next()) {
				ids.add(rows.getString(1));
			}
		}
		return ids;
	}

}
