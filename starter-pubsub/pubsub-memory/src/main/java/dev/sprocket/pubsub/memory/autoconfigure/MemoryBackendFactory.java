// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory.autoconfigure;

import java.time.Clock;

import dev.sprocket.pubsub.memory.MemoryBackend;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendFactory;

/**
 * Makes the memory backend.
 *
 * @param backlog its bound
 */
record MemoryBackendFactory(int backlog) implements BackendFactory {

	@Override
	public String name() {
		return "memory";
	}

	@Override
	public String artifact() {
		return "sprocket-pubsub-memory";
	}

	@Override
	public Selection selection() {
		return Selection.IF_ALONE;
	}

	@Override
	public Backend create() {
		return new MemoryBackend(Clock.systemUTC(), this.backlog);
	}

}
