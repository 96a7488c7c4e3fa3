// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation.shelf;

import java.time.Clock;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;

/**
 * Makes the backend when it is first needed.
 */
final class ShelfBackendFactory implements BackendFactory {

	@Override
	public String name() {
		return "shelf";
	}

	@Override
	public String artifact() {
		return "acme-pubsub-shelf";
	}

	@Override
	public Backend create() {
		return new ShelfBackend(new Shelf(Clock.systemUTC()));
	}

}
