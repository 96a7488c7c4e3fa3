// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.time.Duration;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What signals do: the first stops in order, a later one halts at once. One request often
 * comes as several signals: a terminal sends SIGINT to a whole process group and a parent
 * such as Maven then passes SIGTERM on, an init process and a supervisor each send
 * SIGTERM. What comes right after the first is the same request.
 */
final class SignalStop {

	private static final Logger logger = LoggerFactory.getLogger(SignalStop.class);

	static final Duration ONE_REQUEST = Duration.ofSeconds(1);

	private static final int SIGNALLED = 128;

	private final ProcessStop processStop;

	private final IntConsumer halt;

	private final Duration oneRequest;

	private @Nullable Deadline sameRequest;

	SignalStop(ProcessStop processStop, IntConsumer halt, Duration oneRequest) {
		this.processStop = processStop;
		this.halt = halt;
		this.oneRequest = oneRequest;
	}

	synchronized void on(String signal) {
		if (this.sameRequest == null) {
			this.sameRequest = Deadline.after(this.oneRequest);
			logger.info("SIG{}: stopping in order; another signal after {} halts at once", signal,
					StopReport.seconds(this.oneRequest));
			this.processStop.begin(ProcessStop.ORDERLY);
		}
		else if (this.sameRequest.isOver()) {
			logger.warn("SIG{} again: halting at once", signal);
			this.halt.accept(SIGNALLED + (signal.equals("INT") ? 2 : 15));
		}
	}

}
