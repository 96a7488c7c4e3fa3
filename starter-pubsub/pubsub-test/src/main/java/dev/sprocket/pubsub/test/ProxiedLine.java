// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What a {@link FaultProxy} does with bytes.
 *
 * @param swallows whether it drops them
 * @param bytesPerSecond how many pass a second, or 0 for no limit
 * @param latency how long each piece is held
 */
record ProxiedLine(boolean swallows, int bytesPerSecond, Duration latency) {

	static final int CHUNK = 16 * 1024;

	static final ProxiedLine OPEN = new ProxiedLine(false, 0, Duration.ZERO);

	static final ProxiedLine HALF_OPEN = new ProxiedLine(true, 0, Duration.ZERO);

	private static final int PIECES_A_SECOND = 20;

	long nanosFor(int bytes) {
		long sending = (this.bytesPerSecond > 0) ? TimeUnit.SECONDS.toNanos(bytes) / this.bytesPerSecond : 0;
		return sending + this.latency.toNanos();
	}

	// A slow line passes small pieces one after the other, not a large one late.

	int chunk() {
		return (this.bytesPerSecond > 0) ? Math.max(1, Math.min(CHUNK, this.bytesPerSecond / PIECES_A_SECOND)) : CHUNK;
	}

}
