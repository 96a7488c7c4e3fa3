// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that stands still until a test moves it. What waits on a {@link MemoryBackend}
 * with this clock (retries, delays, leases) becomes due by {@link #advance}. Thread-safe.
 */
public final class VirtualClock extends Clock {

	private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	/**
	 * Let time pass.
	 * @param duration how much; not negative
	 */
	public void advance(Duration duration) {
		if (duration.isNegative()) {
			throw new IllegalArgumentException("Time does not run backwards: " + duration);
		}
		this.now.updateAndGet((instant) -> instant.plus(duration));
		this.listeners.forEach(Runnable::run);
	}

	@Override
	public Instant instant() {
		return this.now.get();
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		throw new UnsupportedOperationException("A virtual clock has one zone");
	}

	void onAdvance(Runnable listener) {
		this.listeners.add(listener);
	}

	void remove(Runnable listener) {
		this.listeners.remove(listener);
	}

}
