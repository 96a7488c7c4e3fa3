// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * An H2 database holds commits back from the disk.
 */
final class WriteDelayException extends BackendException {

	private static final long serialVersionUID = 1L;

	private final String database;

	private final int milliseconds;

	WriteDelayException(String database, int milliseconds) {
		super(ErrorKind.UNSUPPORTED, database + " holds commits back for " + milliseconds
				+ " ms and loses them if the process is killed; add ;WRITE_DELAY=0 to its URL", null);
		this.database = database;
		this.milliseconds = milliseconds;
	}

	String database() {
		return this.database;
	}

	int milliseconds() {
		return this.milliseconds;
	}

}
