// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.time.Clock;
import java.time.Duration;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.pubsub.test.SharedBackend;

class MemoryHarness implements BackendHarness {

	private final VirtualClock clock = new VirtualClock();

	private final MemoryBackend backend = new MemoryBackend(this.clock);

	@Override
	public String name() {
		return "memory";
	}

	@Override
	public Backend open() {
		return new SharedBackend(this.backend);
	}

	@Override
	public Clock clock() {
		return this.clock;
	}

	@Override
	public void advance(Duration duration) {
		this.clock.advance(duration);
	}

	@Override
	public void close() {
		this.backend.close();
	}

}
