// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;

/**
 * Checks a backend at most once a second, however often it is asked: a check writes, and
 * probes are open to everybody. While one caller checks, the others get the verdict
 * before.
 */
final class StoreCheck {

	private static final Duration AGE = Duration.ofSeconds(1);

	private final Runnable check;

	private final InstantSource clock;

	private final ReentrantLock checking = new ReentrantLock();

	private volatile @Nullable Verdict last;

	StoreCheck(Runnable check, InstantSource clock) {
		this.check = check;
		this.clock = clock;
	}

	@Nullable BackendException failure() {
		Verdict verdict = this.last;
		if (verdict != null && (verdict.at().plus(AGE).isAfter(this.clock.instant()) || this.checking.isLocked())) {
			return verdict.failure();
		}
		this.checking.lock();
		try {
			return (this.last != verdict && this.last != null) ? this.last.failure() : check();
		}
		finally {
			this.checking.unlock();
		}
	}

	private @Nullable BackendException check() {
		BackendException failure = null;
		try {
			this.check.run();
		}
		catch (BackendException ex) {
			failure = ex;
		}
		this.last = new Verdict(failure, this.clock.instant());
		return failure;
	}

	private record Verdict(@Nullable BackendException failure, Instant at) {

	}

}
