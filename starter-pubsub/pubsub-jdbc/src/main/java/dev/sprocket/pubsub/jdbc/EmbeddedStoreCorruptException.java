// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * The file of the embedded store cannot be read as a database.
 */
final class EmbeddedStoreCorruptException extends BackendException {

	private static final long serialVersionUID = 1L;

	private final transient Path file;

	EmbeddedStoreCorruptException(Path file, Throwable cause) {
		super(ErrorKind.CORRUPT,
				"The pub/sub store '%s' is not a readable SQLite database".formatted(file.toAbsolutePath()), cause);
		this.file = file;
	}

	Path file() {
		return this.file;
	}

}
