// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.SQLException;
import java.sql.SQLSyntaxErrorException;
import java.sql.SQLTransientConnectionException;

import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;

class MariaDbDialectTests {

	private static final int TABLE_ACCESS_DENIED = 1142;

	private final MariaDbDialect dialect = new MariaDbDialect(false);

	@Test
	void whenTheServerSaysNoThenPermissionIsDenied() {
		SQLException denied = new SQLSyntaxErrorException("INSERT command denied", "42000", TABLE_ACCESS_DENIED);
		assertThat(this.dialect.classify(denied)).isEqualTo(ErrorKind.PERMISSION_DENIED);
		assertThat(this.dialect.classify(fromPool(denied))).isEqualTo(ErrorKind.PERMISSION_DENIED);
	}

	@Test
	void whenTheDriverUsesAConnectionThatItHasLostThenTheDatabaseIsUnavailable() {
		SQLException lost = new SQLSyntaxErrorException("cannot be called on a closed connection", "42000", -1);
		assertThat(this.dialect.classify(lost)).isEqualTo(ErrorKind.UNAVAILABLE);
		assertThat(this.dialect.classify(fromPool(lost))).isEqualTo(ErrorKind.UNAVAILABLE);
	}

	private static SQLException fromPool(SQLException failure) {
		return new SQLTransientConnectionException("Connection is not available", failure.getSQLState(), failure);
	}

}
