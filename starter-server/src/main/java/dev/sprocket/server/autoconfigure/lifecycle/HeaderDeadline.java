// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.lifecycle;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Closes a connection on which the headers of a request have been coming for too long.
 * Tomcat's own timeout begins anew with each byte of them.
 */
class HeaderDeadline {

	private final Duration longest;

	HeaderDeadline(Duration longest) {
		this.longest = longest;
	}

	void apply(Iterable<? extends SocketWrapperBase<?>> connections) {
		long begunBefore = System.nanoTime() - this.longest.toNanos();
		for (SocketWrapperBase<?> connection : connections) {
			apply(connection, begunBefore);
		}
	}

	private static void apply(SocketWrapperBase<?> connection, long begunBefore) {
		ReentrantLock lock = connection.getLock();
		if (!lock.tryLock()) {
			return;
		}
		try {
			Processor processor = (Processor) connection.getCurrentProcessor();
			if (processor != null && isReadingHeaders(processor)
					&& processor.getRequest().getStartTimeNanos() - begunBefore < 0) {
				connection.close();
			}
		}
		finally {
			lock.unlock();
		}
	}

	/**
	 * A processor that is kept while no thread works on it has read part of the headers,
	 * unless its connection was upgraded, or the answer is under way.
	 * @param processor the processor
	 * @return whether the request is not whole
	 */
	private static boolean isReadingHeaders(Processor processor) {
		if (processor.isUpgrade() || processor.isAsync()) {
			return false;
		}
		Request request = processor.getRequest();
		return request.getStartTimeNanos() != -1 && !request.getResponse().isCommitted();
	}

}
