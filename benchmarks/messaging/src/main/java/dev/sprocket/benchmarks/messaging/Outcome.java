// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;

/**
 * What one contestant did in one round.
 *
 * @param messages how many messages
 * @param nanos elapsed time
 * @param cpuNanos processor time of the whole process, all threads
 */
record Outcome(long messages, long nanos, long cpuNanos) {

	double perSecond() {
		return this.messages * 1e9 / this.nanos;
	}

	double cpuMicrosPerMessage() {
		return this.cpuNanos / 1e3 / this.messages;
	}

	static Outcome of(Work work) throws Exception {
		OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
		long cpu = system.getProcessCpuTime();
		long start = System.nanoTime();
		long messages = work.messages();
		long nanos = System.nanoTime() - start;
		return new Outcome(messages, nanos, system.getProcessCpuTime() - cpu);
	}

	/**
	 * The part of a round that is measured.
	 */
	@FunctionalInterface
	interface Work {

		long messages() throws Exception;

	}

}
