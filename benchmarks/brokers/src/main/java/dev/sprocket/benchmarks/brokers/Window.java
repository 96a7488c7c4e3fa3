// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.brokers;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import com.sun.management.OperatingSystemMXBean;

/**
 * What is measured: between two numbers of messages, or for a time. Prints {@code START}
 * when it opens and a {@code RESULT} line when it closes.
 */
final class Window {

	private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory
		.getOperatingSystemMXBean();

	private final AtomicLong seen = new AtomicLong();

	private final CountDownLatch closed = new CountDownLatch(1);

	private volatile long openedAt;

	private volatile long cpuBefore;

	/**
	 * Count a message: the window opens after so many and closes so many later.
	 * @param warm how many are not measured
	 * @param measured how many are
	 */
	void count(long warm, long measured) {
		long now = this.seen.incrementAndGet();
		if (now == warm) {
			open();
		}
		else if (now == warm + measured) {
			close(measured);
		}
	}

	void add(int messages) {
		this.seen.addAndGet(messages);
	}

	/**
	 * Measure for a time.
	 * @param warmMillis how long nothing is measured
	 * @param millis how long it is then
	 * @throws InterruptedException the wait was interrupted
	 */
	void pass(long warmMillis, long millis) throws InterruptedException {
		this.closed.await(warmMillis, TimeUnit.MILLISECONDS);
		long before = this.seen.get();
		open();
		this.closed.await(millis, TimeUnit.MILLISECONDS);
		close(this.seen.get() - before);
	}

	private void open() {
		this.cpuBefore = SYSTEM.getProcessCpuTime();
		this.openedAt = System.nanoTime();
		System.out.println("START");
	}

	private void close(long messages) {
		double seconds = (System.nanoTime() - this.openedAt) / 1e9;
		double cpu = (SYSTEM.getProcessCpuTime() - this.cpuBefore) / 1e9;
		System.out.println("RESULT messages=%d seconds=%.4f cpu=%.4f".formatted(messages, seconds, cpu));
		this.closed.countDown();
	}

	void await() throws InterruptedException {
		this.closed.await();
	}

}
