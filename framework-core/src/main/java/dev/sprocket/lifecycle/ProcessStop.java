// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Ends the process of an executable application: closes its context first, outside the
 * JVM's shutdown sequence, so that the plan runs while everything still works; further
 * contexts of the process are then closed by Boot's shutdown hook. The exit status says
 * why the process ended, not how well: an orderly stop ends with 0 also when its report
 * names overruns.
 */
final class ProcessStop {

	static final int ORDERLY = 0;

	static final int FAILED = 1;

	private static final Logger logger = LoggerFactory.getLogger(ProcessStop.class);

	private final ConfigurableApplicationContext context;

	private final IntConsumer exit;

	private final AtomicBoolean begun = new AtomicBoolean();

	ProcessStop(ConfigurableApplicationContext context, IntConsumer exit) {
		this.context = context;
		this.exit = exit;
	}

	/**
	 * Begin the stop on a thread of its own.
	 * @param status the exit status
	 * @return whether this call began it
	 */
	boolean begin(int status) {
		if (!this.begun.compareAndSet(false, true)) {
			return false;
		}
		new Thread(() -> stop(status), "sprocket-stop").start();
		return true;
	}

	boolean hasBegun() {
		return this.begun.get();
	}

	private void stop(int status) {
		int exitStatus = status;
		try {
			this.context.close();
		}
		catch (RuntimeException | Error ex) {
			logger.error("Close of {} failed", this.context.getDisplayName(), ex);
			exitStatus = FAILED;
		}
		this.exit.accept(exitStatus);
	}

}
