// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.pubsub.test.PacedClock;
import dev.sprocket.pubsub.test.SharedBackend;

/**
 * The embedded backend on a file of its own.
 */
final class EmbeddedHarness implements BackendHarness {

	private final PacedClock clock;

	private final Backend backend;

	EmbeddedHarness(Path file) {
		this(file, new PacedClock());
		this.clock.start(() -> this.backend.lag("any", "any"));
	}

	// clock: of a harness that this is a part of

	EmbeddedHarness(Path file, PacedClock clock) {
		this.clock = clock;
		this.backend = new EmbeddedBackendFactory(file, JdbcSettings.DEFAULTS, this.clock).create();
	}

	@Override
	public String name() {
		return "embedded";
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
		this.clock.pass(duration);
	}

	@Override
	public void close() {
		this.clock.close();
		this.backend.close();
	}

}
