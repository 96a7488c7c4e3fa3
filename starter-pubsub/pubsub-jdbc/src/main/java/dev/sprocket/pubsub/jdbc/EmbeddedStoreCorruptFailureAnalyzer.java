// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.annotation.Order;

/**
 * Tells which file is damaged, and how to go on.
 */
@Order(0)
final class EmbeddedStoreCorruptFailureAnalyzer extends AbstractFailureAnalyzer<EmbeddedStoreCorruptException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, EmbeddedStoreCorruptException cause) {
		return new FailureAnalysis(cause.getMessage() + ".",
				"Restore '" + cause.file().toAbsolutePath() + "' from a backup. To start with an empty store "
						+ "instead, move it away together with the files of the same name that end in -wal and "
						+ "-shm; the messages in it are then not delivered.",
				cause);
	}

}
