// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One connection through a {@link FaultProxy}: that of the client, and its continuation
 * to the server.
 */
final class ProxiedConnection {

	private final Socket client;

	private final Socket server = new Socket();

	private final Supplier<ProxiedLine> line;

	private final Consumer<ProxiedConnection> onEnd;

	private final AtomicInteger directions = new AtomicInteger(2);

	/** Bytes that are held need not wait longer. */
	private final CountDownLatch ended = new CountDownLatch(1);

	ProxiedConnection(Socket client, Supplier<ProxiedLine> line, Consumer<ProxiedConnection> onEnd) {
		this.client = client;
		this.line = line;
		this.onEnd = onEnd;
	}

	boolean connect(SocketAddress target) {
		try {
			this.client.setTcpNoDelay(true);
			this.server.setTcpNoDelay(true);
			this.server.connect(target);
			return true;
		}
		catch (IOException ex) {
			reset();
			return false;
		}
	}

	void forward() {
		forward(this.client, this.server);
	}

	void forwardBack() {
		forward(this.server, this.client);
	}

	private void forward(Socket from, Socket to) {
		byte[] bytes = new byte[ProxiedLine.CHUNK];
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			int count = in.read(bytes, 0, this.line.get().chunk());
			while (count >= 0) {
				pass(bytes, count, out);
				count = in.read(bytes, 0, this.line.get().chunk());
			}
			if (this.line.get().swallows()) {
				// nor does the other end learn that this one has closed
				return;
			}
			to.shutdownOutput();
			if (this.directions.decrementAndGet() == 0) {
				end();
			}
		}
		catch (IOException | InterruptedException ex) {
			reset();
		}
	}

	private void pass(byte[] bytes, int count, OutputStream out) throws IOException, InterruptedException {
		ProxiedLine current = this.line.get();
		if (current.swallows()) {
			return;
		}
		long nanos = current.nanosFor(count);
		if (nanos > 0 && this.ended.await(nanos, TimeUnit.NANOSECONDS)) {
			throw new IOException("The connection was reset");
		}
		out.write(bytes, 0, count);
	}

	void reset() {
		lingerNot(this.client);
		lingerNot(this.server);
		end();
	}

	// The other end sees a reset instead of an orderly end.

	private static void lingerNot(Socket socket) {
		try {
			socket.setSoLinger(true, 0);
		}
		catch (IOException ex) {
			// it is closed already
		}
	}

	private void end() {
		this.ended.countDown();
		close(this.client);
		close(this.server);
		this.onEnd.accept(this);
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// it is gone
		}
	}

}
