// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Time-ordered ids: UUID version 7 of RFC 9562 with a counter that starts at a random
 * number in place of fresh randomness (its section 6.2, method 2).
 */
final class MessageIds {

	private static final long VARIANT = 0x8000000000000000L;

	private static final long RANDOM_BITS = 0x1fffffffffffffffL;

	private final Clock clock;

	private final AtomicLong counter;

	private final long version;

	MessageIds(Clock clock) {
		SecureRandom random = new SecureRandom();
		this.clock = clock;
		this.counter = new AtomicLong(random.nextLong() & RANDOM_BITS);
		this.version = 0x7000L | random.nextInt(0x1000);
	}

	String next() {
		long low = VARIANT | (this.counter.incrementAndGet() & 0x3fffffffffffffffL);
		return new UUID((this.clock.millis() << 16) | this.version, low).toString();
	}

}
