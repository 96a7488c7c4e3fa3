// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation.shelf;

import java.time.Clock;
import java.time.Duration;

import dev.sprocket.pubsub.memory.VirtualClock;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.test.BackendHarness;

class ShelfHarness implements BackendHarness {

	private final VirtualClock clock = new VirtualClock();

	private final Shelf shelf = new Shelf(this.clock);

	@Override
	public String name() {
		return "shelf";
	}

	@Override
	public Backend open() {
		return new ShelfBackend(this.shelf);
	}

	@Override
	public Clock clock() {
		return this.clock;
	}

	@Override
	public void advance(Duration duration) {
		this.clock.advance(duration);
		this.shelf.signal();
	}

	@Override
	public void close() {
		// the shelf is gone with the test
	}

}
