// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.limit;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongSupplier;

import org.apache.coyote.ActionCode;
import org.apache.coyote.InputBuffer;
import org.apache.coyote.Request;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Reads the bodies of a connection's requests and gives up on one that comes more slowly
 * than it may. Only time spent waiting for the client counts: a handler may take its time
 * between two reads.
 */
class PacedBody implements InputBuffer {

	static final Duration GRACE = Duration.ofSeconds(5);

	private static final long SECOND = Duration.ofSeconds(1).toNanos();

	private final Request request;

	private final InputBuffer body;

	private final long bytesPerSecond;

	private final LongSupplier clock;

	private long waited;

	PacedBody(Request request, InputBuffer body, long bytesPerSecond, LongSupplier clock) {
		this.request = request;
		this.body = body;
		this.bytesPerSecond = bytesPerSecond;
		this.clock = clock;
	}

	@Override
	public int doRead(ApplicationBufferHandler handler) throws IOException {
		long before = this.request.getBytesRead();
		if (before == 0) {
			this.waited = 0;
		}
		long begin = this.clock.getAsLong();
		int read = this.body.doRead(handler);
		this.waited += this.clock.getAsLong() - begin;
		if (read > 0 && isTooSlow(before + read)) {
			this.request.action(ActionCode.DISABLE_SWALLOW_INPUT, null);
			throw new SocketTimeoutException("The request body comes too slowly: " + (before + read) + " bytes in "
					+ Duration.ofNanos(this.waited).toMillis() + " ms");
		}
		return read;
	}

	private boolean isTooSlow(long bytes) {
		return this.waited > GRACE.toNanos() && this.waited / SECOND * this.bytesPerSecond > bytes;
	}

	@Override
	public int available() {
		return this.body.available();
	}

}
