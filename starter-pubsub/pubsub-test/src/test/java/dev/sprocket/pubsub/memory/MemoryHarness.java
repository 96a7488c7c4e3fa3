// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.time.Clock;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.test.BackendHarness;
import dev.sprocket.pubsub.test.SharedBackend;

class MemoryHarness implements BackendHarness {

	private static final Duration PATIENCE = Duration.ofMillis(30);

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

	/**
	 * Let time pass, once the engines have done what is due; those that cannot are not
	 * waited for.
	 */
	@Override
	public void advance(Duration duration) {
		try {
			Awaitility.await()
				.pollInSameThread()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.atMost(PATIENCE)
				.until(this.backend::isAtRest);
		}
		catch (ConditionTimeoutException ex) {
			// they are cut off, or back off
		}
		this.clock.advance(duration);
	}

	@Override
	public void close() {
		this.backend.close();
	}

}
