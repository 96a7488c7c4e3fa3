// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.lifecycle;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.coyote.Processor;
import org.apache.coyote.Request;
import org.apache.coyote.Response;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's HTTP/1.1 protocol with a stop that cuts nothing short. Tomcat's own pause
 * answers 503 to, or drops, a request whose headers it has only partly read; here the
 * port closes first, connections go on until they are between two requests, and only then
 * are closed. Connections that wait to be accepted are among them. Beside the stop, it
 * bounds how long headers may come. Public because Tomcat makes the instance; an
 * application never needs it.
 */
public class DrainingHttp11Protocol extends Http11NioProtocol {

	static final String CLOSE = "close";

	static final String CONNECTION = "Connection";

	private static final Duration PERIOD = Duration.ofSeconds(1);

	private volatile boolean refusing;

	private @Nullable Future<?> headerWatch;

	public DrainingHttp11Protocol() {
		super(new BacklogEndpoint());
	}

	/**
	 * Headers must be whole within the connection timeout, not only each byte of them.
	 */
	@Override
	public void start() throws Exception {
		super.start();
		if (getConnectionTimeout() > 0) {
			HeaderDeadline deadline = new HeaderDeadline(Duration.ofMillis(getConnectionTimeout()));
			this.headerWatch = getUtilityExecutor().scheduleWithFixedDelay(
					() -> deadline.apply(getEndpoint().getConnections()), PERIOD.toMillis(), PERIOD.toMillis(),
					TimeUnit.MILLISECONDS);
		}
	}

	@Override
	public void stop() throws Exception {
		if (this.headerWatch != null) {
			this.headerWatch.cancel(false);
		}
		super.stop();
	}

	/**
	 * From now on every HTTP/1.1 response carries {@code Connection: close}, and HTTP/2
	 * connections get GOAWAY.
	 */
	void refuse() {
		this.refusing = true;
		getEndpoint().getHandler().pause();
	}

	boolean isRefusing() {
		return this.refusing;
	}

	/**
	 * Close the connections that are between two requests.
	 * @param quiet how long nothing must have come or gone on a connection
	 * @return how many connections remain that the server has read from and not answered
	 */
	int closeIdle(Duration quiet) {
		int busy = 0;
		for (SocketWrapperBase<NioChannel> connection : getEndpoint().getConnections()) {
			if (!closeIfIdle(connection, quiet)) {
				busy++;
			}
		}
		return busy;
	}

	/**
	 * A connection has a processor from the first byte of a request that was read to the
	 * last byte of its answer; while one is at work, its thread holds the lock.
	 * @param connection the connection
	 * @param quiet how long nothing must have come or gone
	 * @return whether nothing is left to do on it
	 */
	private boolean closeIfIdle(SocketWrapperBase<NioChannel> connection, Duration quiet) {
		ReentrantLock lock = connection.getLock();
		if (!lock.tryLock()) {
			return false;
		}
		try {
			Processor processor = (Processor) connection.getCurrentProcessor();
			if (processor != null) {
				return processor.isUpgrade();
			}
			if (connection instanceof NioSocketWrapper socket
					&& System.currentTimeMillis() - lastUse(socket) < quiet.toMillis()) {
				return false;
			}
			connection.close();
			return true;
		}
		finally {
			lock.unlock();
		}
	}

	private static long lastUse(NioSocketWrapper socket) {
		return Math.max(socket.getLastRead(), socket.getLastWrite());
	}

	/**
	 * Called between a handler's last word about its headers and the first byte of them
	 * on the wire, which makes it the place to end a connection whose request began
	 * earlier.
	 */
	@Override
	public boolean useCompression(Request request, Response response) {
		if (this.refusing && "HTTP/1.1".equals(request.protocol().toString())) {
			response.setHeader(CONNECTION, CLOSE);
		}
		return super.useCompression(request, response);
	}

}
