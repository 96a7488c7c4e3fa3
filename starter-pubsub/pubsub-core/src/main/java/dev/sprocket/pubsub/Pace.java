// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Lets a caller go on so many times a second, evenly spread. Belongs to one thread.
 */
final class Pace {

	private final long interval;

	private final LongSupplier nanoTime;

	private final LongConsumer sleep;

	private long next;

	Pace(int perSecond, LongSupplier nanoTime, LongConsumer sleep) {
		if (perSecond < 0) {
			throw new PubSubException(ErrorKind.INVALID,
					"A rate is a number of messages a second, or 0 for no limit, not " + perSecond, null);
		}
		this.interval = (perSecond > 0) ? TimeUnit.SECONDS.toNanos(1) / perSecond : 0;
		this.nanoTime = nanoTime;
		this.sleep = sleep;
		this.next = nanoTime.getAsLong();
	}

	/**
	 * Create a pace by the clock of the system.
	 * @param perSecond how many steps a second; 0 for no limit
	 * @param stopped counted down when nobody is to wait any more
	 * @return the pace
	 */
	static Pace of(int perSecond, CountDownLatch stopped) {
		return new Pace(perSecond, System::nanoTime, (nanos) -> sleep(stopped, nanos));
	}

	void await() {
		if (this.interval == 0) {
			return;
		}
		long early = this.next - this.nanoTime.getAsLong();
		if (early > 0) {
			this.sleep.accept(early);
		}
		this.next = Math.max(this.next, this.nanoTime.getAsLong()) + this.interval;
	}

	private static void sleep(CountDownLatch stopped, long nanos) {
		try {
			if (stopped.await(nanos, TimeUnit.NANOSECONDS)) {
				throw new PubSubException(ErrorKind.CLOSED, "Pub/sub stops or is closed: the rest is left as it was",
						null);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new PubSubException(ErrorKind.CLOSED, "Interrupted: the rest is left as it was", ex);
		}
	}

}
