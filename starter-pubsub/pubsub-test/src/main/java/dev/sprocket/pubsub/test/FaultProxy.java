// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a real server on TCP and breaks the network when told to.
 * It listens on a port of loopback that stays the same, so a client that connects again
 * finds it. Thread-safe; its threads are daemons.
 */
public final class FaultProxy implements AutoCloseable {

	private final InetSocketAddress target;

	private final int port;

	private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();

	private volatile @Nullable ServerSocket listening;

	private volatile ProxiedLine line = ProxiedLine.OPEN;

	/**
	 * Begin to forward.
	 * @param host the host of the server
	 * @param port the port of the server, which need not answer yet
	 */
	public FaultProxy(String host, int port) {
		this(host, port, 0);
	}

	/**
	 * Begin to forward, for a server that tells its clients where to connect.
	 * @param host the host of the server
	 * @param port the port of the server, which need not answer yet
	 * @param listen the port to listen on; 0 for a free one
	 */
	public FaultProxy(String host, int port, int listen) {
		this.target = new InetSocketAddress(host, port);
		this.port = listen(listen);
	}

	/**
	 * Return the port to connect to in place of the server's.
	 * @return a port of the loopback address
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Reset all connections and refuse new ones.
	 */
	public synchronized void cut() {
		ServerSocket socket = this.listening;
		this.listening = null;
		try {
			if (socket != null) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		reset();
	}

	/**
	 * Swallow what is sent, in both directions, on the connections there are and on new
	 * ones, which are accepted: as if the other end had lost its power.
	 */
	public synchronized void halfOpen() {
		change(ProxiedLine.HALF_OPEN);
	}

	/**
	 * Forward slowly, in each direction of each connection by itself.
	 * @param bytesPerSecond how much a second at most; 0 for no limit
	 * @param latency how long each piece of data is held before it goes on
	 */
	public synchronized void slow(int bytesPerSecond, Duration latency) {
		change(new ProxiedLine(false, bytesPerSecond, latency));
	}

	/**
	 * Forward at full speed again. Connections that have lost bytes to
	 * {@link #halfOpen()} are reset, the others stay.
	 */
	public synchronized void restore() {
		change(ProxiedLine.OPEN);
	}

	private void change(ProxiedLine next) {
		ProxiedLine before = this.line;
		this.line = next;
		if (before.swallows() && !next.swallows()) {
			reset();
		}
		if (this.listening == null) {
			listen(this.port);
		}
	}

	/**
	 * Reset all connections and end.
	 */
	@Override
	public void close() {
		cut();
	}

	private int listen(int wanted) {
		try {
			ServerSocket socket = new ServerSocket();
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
			this.listening = socket;
			start("accept", () -> accept(socket));
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept(ServerSocket socket) {
		while (!socket.isClosed()) {
			try {
				open(socket.accept());
				if (socket.isClosed()) {
					// cut has not seen this connection
					reset();
				}
			}
			catch (IOException ex) {
				// closed by cut
			}
		}
	}

	private void open(Socket client) {
		ProxiedConnection connection = new ProxiedConnection(client, () -> this.line, this.connections::remove);
		this.connections.add(connection);
		start("there", () -> {
			if (connection.connect(this.target)) {
				start("back", connection::forwardBack);
				connection.forward();
			}
		});
	}

	private void reset() {
		this.connections.forEach(ProxiedConnection::reset);
	}

	private void start(String what, Runnable task) {
		Thread thread = new Thread(task, "fault-proxy-" + this.port + "-" + what);
		thread.setDaemon(true);
		thread.start();
	}

}
