// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.time.Duration;
import java.util.function.IntConsumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What signals do: the first stops in order, a second halts at once. A terminal sends
 * SIGINT to a whole process group and a parent such as Maven then passes SIGTERM on: a
 * different signal right after the first is the same request.
 */
final class SignalStop {

	private static final Logger logger = LoggerFactory.getLogger(SignalStop.class);

	private static final Duration SAME_REQUEST = Duration.ofSeconds(1);

	private static final int SIGNALLED = 128;

	private final ProcessStop processStop;

	private final IntConsumer halt;

	private @Nullable String first;

	private Deadline sameRequest = Deadline.after(Duration.ZERO);

	SignalStop(ProcessStop processStop, IntConsumer halt) {
		this.processStop = processStop;
		this.halt = halt;
	}

	synchronized void on(String signal) {
		if (this.first == null) {
			this.first = signal;
			this.sameRequest = Deadline.after(SAME_REQUEST);
			logger.info("SIG{}: stopping in order; a second signal halts at once", signal);
			this.processStop.begin(ProcessStop.ORDERLY);
			return;
		}
		if (signal.equals(this.first) || this.sameRequest.isOver()) {
			logger.warn("SIG{} again: halting at once", signal);
			this.halt.accept(SIGNALLED + (signal.equals("INT") ? 2 : 15));
		}
	}

}
