// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A clock for the harness of a backend that takes the time from a {@link Clock}: real
 * time as long as the machine keeps up, slower when it does not. Its thread moves it by
 * {@value #STEP_MILLIS} ms at most, and before each step it asks the store something.
 * While a thread waits for a processor, or a store for its disk, hardly any time passes:
 * no lease ends for it, and what a test measures is the backend rather than the machine.
 * Thread-safe.
 */
public final class PacedClock extends Clock implements AutoCloseable {

	private static final long STEP_MILLIS = 25;

	private static final long STEP = Duration.ofMillis(STEP_MILLIS).toNanos();

	private final long start = System.currentTimeMillis();

	private volatile long elapsed;

	private volatile boolean closed;

	private volatile @Nullable Thread thread;

	/**
	 * Let the clock run, which stands at the time of the system before.
	 * @param store asks the store for a small answer; a failure counts as one
	 */
	public void start(Runnable store) {
		Thread running = new Thread(() -> run(store), "paced-clock");
		running.setDaemon(true);
		running.start();
		this.thread = running;
	}

	private void run(Runnable store) {
		long passed = 0;
		long before = System.nanoTime();
		while (!this.closed) {
			LockSupport.parkNanos(STEP / 2);
			ask(store);
			long now = System.nanoTime();
			passed += Math.min(now - before, STEP);
			this.elapsed = passed;
			before = now;
		}
	}

	private static void ask(Runnable store) {
		try {
			store.run();
		}
		catch (RuntimeException ex) {
			// time passes for a store that is away, too
		}
	}

	/**
	 * Wait until time has passed on this clock.
	 * @param duration how long
	 */
	public void pass(Duration duration) {
		Instant end = instant().plus(duration);
		Patience limit = new Patience(duration.plus(Patience.DEFAULT.limit()));
		limit.until("time to pass", () -> !instant().isBefore(end));
	}

	@Override
	public Instant instant() {
		return Instant.ofEpochMilli(this.start + TimeUnit.NANOSECONDS.toMillis(this.elapsed));
	}

	@Override
	public ZoneId getZone() {
		return ZoneOffset.UTC;
	}

	@Override
	public Clock withZone(ZoneId zone) {
		throw new UnsupportedOperationException("A paced clock has one zone");
	}

	/**
	 * Stop, so that the store is not asked any more.
	 */
	@Override
	public void close() {
		this.closed = true;
		Thread running = this.thread;
		if (running != null) {
			Patience.DEFAULT.until("the end of the clock", () -> !running.isAlive());
		}
	}

}
