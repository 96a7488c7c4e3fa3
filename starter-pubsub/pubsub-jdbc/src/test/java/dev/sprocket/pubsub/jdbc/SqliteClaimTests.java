// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.sql.init.DatabaseInitializationMode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How SQLite finds what a receiver asks for: it plans by rules, as it knows nothing of
 * how many rows there are.
 */
class SqliteClaimTests {

	@TempDir
	private Path folder;

	@Test
	void whenKeysAreInOrderThenAMessageIsComparedWithThoseOfItsKeyAndWithThoseThatAreHeldOnly() throws Exception {
		try (HikariDataSource pool = DataSourceHarness.pool("jdbc:sqlite:" + this.folder.resolve("store"), 1)) {
			JdbcBackendFactory.prepare(pool, DatabaseInitializationMode.ALWAYS);
			assertThat(plan(pool, Claims.KEYED)).filteredOn((step) -> step.startsWith("SEARCH"))
				.containsExactly(
						"SEARCH sprocket_message USING INDEX sprocket_message_due (queue=? AND due_at=? AND position>?)",
						"SEARCH sprocket_message USING INDEX sprocket_message_held (queue=? AND holder>?)",
						"SEARCH sprocket_message USING INDEX sprocket_message_key (queue=? AND message_key=? AND position<?)",
						"SEARCH sprocket_message USING INDEX sprocket_message_held (queue=? AND holder=?)",
						"SEARCH sprocket_message USING INDEX sprocket_message_key (queue=? AND message_key=? AND position<?)",
						"SEARCH m USING INTEGER PRIMARY KEY (rowid=?)");
		}
	}

	@Test
	void whenBrowsedThenMessagesAreFoundInOrderAndNotSorted() throws Exception {
		try (HikariDataSource pool = DataSourceHarness.pool("jdbc:sqlite:" + this.folder.resolve("store"), 1)) {
			JdbcBackendFactory.prepare(pool, DatabaseInitializationMode.ALWAYS);
			assertThat(plan(pool, "SELECT m.position" + JdbcBrowser.PAGE))
				.filteredOn((step) -> step.contains("sprocket_message") || step.startsWith("SEARCH m"))
				.containsExactly(
						"SEARCH sprocket_message USING INDEX sprocket_message_due (queue=? AND due_at=? AND position>?)",
						"SEARCH m USING INTEGER PRIMARY KEY (rowid=?)",
						"SEARCH sprocket_message USING INDEX sprocket_message_due (queue=? AND due_at>?)",
						"SEARCH m USING INTEGER PRIMARY KEY (rowid=?)");
		}
	}

	private static List<String> plan(HikariDataSource pool, String query) throws SQLException {
		List<String> steps = new ArrayList<>();
		try (Connection connection = pool.getConnection();
				PreparedStatement statement = connection.prepareStatement("EXPLAIN QUERY PLAN " + query);
				ResultSet rows = statement.executeQuery()) {
			while (rows.next()) {
				steps.add(rows.getString("detail"));
			}
		}
		return steps;
	}

}
