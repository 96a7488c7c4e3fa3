// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;
import java.util.List;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.test.StoreAccess;

/**
 * Opens the embedded backend, by its file.
 */
public final class EmbeddedAccess implements StoreAccess {

	@Override
	public Backend open(List<String> store) {
		return new EmbeddedBackendFactory(Path.of(store.get(0)), JdbcSettings.DEFAULTS).create();
	}

}
