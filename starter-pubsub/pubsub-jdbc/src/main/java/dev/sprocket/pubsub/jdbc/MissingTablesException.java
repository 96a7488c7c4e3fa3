// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * The pub/sub tables are not in the application's database.
 */
final class MissingTablesException extends BackendException {

	private static final long serialVersionUID = 1L;

	private final String database;

	private final String script;

	MissingTablesException(String database, String script, Throwable cause) {
		super(ErrorKind.NOT_FOUND, database + " has no pub/sub tables; run 'classpath:" + script + "'", cause);
		this.database = database;
		this.script = script;
	}

	String database() {
		return this.database;
	}

	String script() {
		return this.script;
	}

}
