// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Holds handlers until it is opened.
 */
final class Gate {

	private final CountDownLatch latch = new CountDownLatch(1);

	private final AtomicInteger waiting = new AtomicInteger();

	private final AtomicInteger interrupted = new AtomicInteger();

	void pass() throws InterruptedException {
		this.waiting.incrementAndGet();
		try {
			this.latch.await();
		}
		catch (InterruptedException ex) {
			this.interrupted.incrementAndGet();
			throw ex;
		}
		finally {
			this.waiting.decrementAndGet();
		}
	}

	void open() {
		this.latch.countDown();
	}

	int waiting() {
		return this.waiting.get();
	}

	int interrupted() {
		return this.interrupted.get();
	}

}
