// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * A second process, or a second backend of this one, wants the embedded store.
 */
final class EmbeddedStoreInUseException extends BackendException {

	private static final long serialVersionUID = 1L;

	private final transient Path file;

	EmbeddedStoreInUseException(Path file, String pid) {
		super(ErrorKind.PERMISSION_DENIED,
				"The pub/sub store '%s' is in use by %s".formatted(file.toAbsolutePath(), owner(pid)), null);
		this.file = file;
	}

	private static String owner(String pid) {
		if (pid.equals(String.valueOf(ProcessHandle.current().pid()))) {
			return "this process (pid " + pid + ")";
		}
		return pid.isEmpty() ? "another process" : "the process with pid " + pid;
	}

	Path file() {
		return this.file;
	}

}
