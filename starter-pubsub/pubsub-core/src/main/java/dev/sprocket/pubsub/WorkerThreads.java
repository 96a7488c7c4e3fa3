// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.concurrent.ThreadFactory;

import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.util.CustomizableThreadCreator;

/**
 * Threads for handlers: virtual where the JVM has them, else daemons.
 */
final class WorkerThreads {

	private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

	private WorkerThreads() {
	}

	static ThreadFactory named(String name) {
		if (Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS) {
			return new VirtualThreadTaskExecutor(name + "-").getVirtualThreadFactory();
		}
		CustomizableThreadCreator creator = new CustomizableThreadCreator(name + "-");
		creator.setDaemon(true);
		return creator::createThread;
	}

}
