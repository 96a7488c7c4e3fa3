// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Stops an application that found out that it cannot do its work any more, such as a
 * server whose own port refuses connections: the same orderly stop as after a signal. The
 * process of an executable application then ends with exit status 1; elsewhere (a test, a
 * WAR) only the application context is closed. Inject the bean.
 */
public final class StopTrigger {

	private static final Logger logger = LoggerFactory.getLogger(StopTrigger.class);

	private final ConfigurableApplicationContext context;

	private final ApplicationLifecycle lifecycle;

	private final @Nullable ProcessStop processStop;

	private final AtomicBoolean triggered = new AtomicBoolean();

	StopTrigger(ConfigurableApplicationContext context, ApplicationLifecycle lifecycle,
			@Nullable ProcessStop processStop) {
		this.context = context;
		this.lifecycle = lifecycle;
		this.processStop = processStop;
	}

	/**
	 * Begin the stop on a thread of its own and return at once. Does nothing after the
	 * first call or when the application stops already.
	 * @param reason what is wrong, for the log, such as
	 * {@code port 8080 refuses connections}
	 */
	public void stop(String reason) {
		if (this.lifecycle.isStopping() || !this.triggered.compareAndSet(false, true)) {
			return;
		}
		logger.error("Stopping, because this application cannot go on: {}", reason);
		if (this.processStop != null) {
			this.processStop.begin(ProcessStop.FAILED);
			return;
		}
		new Thread(this.context::close, "sprocket-stop").start();
	}

}
