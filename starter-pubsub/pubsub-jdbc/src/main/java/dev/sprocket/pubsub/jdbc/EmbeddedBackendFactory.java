// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.BackendFactory;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * Makes the default backend: a SQLite file that belongs to this process. What is reported
 * as stored survives a crash of the process and of the machine.
 */
public final class EmbeddedBackendFactory implements BackendFactory {

	/** The name of the backend. */
	public static final String NAME = "embedded";

	private static final Logger logger = LoggerFactory.getLogger(EmbeddedBackendFactory.class);

	private static final int START_SECONDS = 10;

	private final Path file;

	private final JdbcSettings settings;

	private final Clock clock;

	/**
	 * Create a factory.
	 * @param file the file; it and its folder are created
	 * @param settings how messages are kept
	 */
	public EmbeddedBackendFactory(Path file, JdbcSettings settings) {
		this(file, settings, Clock.systemUTC());
	}

	EmbeddedBackendFactory(Path file, JdbcSettings settings, Clock clock) {
		this.file = file;
		this.settings = settings;
		this.clock = clock;
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public String artifact() {
		return "sprocket-pubsub-jdbc";
	}

	/**
	 * Take the file for this process and open it. A file that cannot be written now is
	 * tried again at each use.
	 * @throws BackendException if the file belongs to another process or is not a
	 * database
	 */
	@Override
	public Backend create() {
		SqliteFile database = take();
		JdbcBackend backend = new JdbcBackend(NAME, database, true, this.settings, this.clock);
		try {
			backend.check(START_SECONDS);
		}
		catch (BackendException ex) {
			if (ex.kind() == ErrorKind.CORRUPT) {
				backend.close();
				throw corrupt(ex);
			}
			logger.error(ex.getMessage());
		}
		return backend;
	}

	private SetupException corrupt(BackendException cause) {
		String path = "'" + this.file.toAbsolutePath() + "'";
		return new SetupException(ErrorKind.CORRUPT, "The pub/sub store " + path + " is not a readable SQLite database",
				"Restore " + path + " from a backup. To start with an empty store instead, move it away together with "
						+ "the files of the same name that end in -wal and -shm; the messages in it are then not "
						+ "delivered.",
				cause);
	}

	private SqliteFile take() {
		try {
			return SqliteFile.take(this.file);
		}
		catch (IOException ex) {
			throw new SetupException(ErrorKind.UNAVAILABLE,
					"The pub/sub store '" + this.file.toAbsolutePath() + "' cannot be created: " + ex,
					"Make its folder writable, or set sprocket.pubsub.embedded.path.", ex);
		}
	}

}
