// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that send one request after the other on connections that they keep until they
 * are told to close, in two halves, and stop when the port refuses them.
 */
final class Load {

	private static final byte[] FIRST_HALF = "GET /quick HTTP/1.1\r\nHo".getBytes(StandardCharsets.ISO_8859_1);

	private static final byte[] SECOND_HALF = "st: a\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);

	private final int port;

	private final List<Thread> clients = new ArrayList<>();

	private final AtomicLong answered = new AtomicLong();

	private final AtomicLong toldToClose = new AtomicLong();

	private final AtomicLong cut = new AtomicLong();

	Load(int port, int clients) {
		this.port = port;
		for (int client = 0; client < clients; client++) {
			this.clients.add(new Thread(this::run, "client-" + client));
		}
	}

	void start() {
		this.clients.forEach(Thread::start);
	}

	void join() throws InterruptedException {
		for (Thread client : this.clients) {
			client.join();
		}
	}

	long answered() {
		return this.answered.get();
	}

	long toldToClose() {
		return this.toldToClose.get();
	}

	/**
	 * Return how many requests got no whole answer, on a connection on which the server
	 * had read before.
	 * @return the number
	 */
	long cut() {
		return this.cut.get();
	}

	private void run() {
		while (true) {
			try (Socket socket = new Socket("127.0.0.1", this.port)) {
				socket.setTcpNoDelay(true);
				socket.setSoTimeout(10_000);
				converse(socket);
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void converse(Socket socket) throws IOException {
		InputStream in = new BufferedInputStream(socket.getInputStream());
		boolean used = false;
		while (true) {
			Exchange exchange = new Exchange();
			try {
				socket.getOutputStream().write(FIRST_HALF);
				socket.getOutputStream().write(SECOND_HALF);
				boolean close = exchange.read(in);
				this.answered.incrementAndGet();
				if (close) {
					this.toldToClose.incrementAndGet();
					return;
				}
				used = true;
			}
			catch (IOException ex) {
				if (used || exchange.begun) {
					this.cut.incrementAndGet();
				}
				throw ex;
			}
		}
	}

	/**
	 * Reads one answer.
	 */
	private static final class Exchange {

		private boolean begun;

		private boolean read(InputStream in) throws IOException {
			String head = head(in);
			int length = body(in, head);
			if (length == 0) {
				throw new IOException("no body");
			}
			return head.contains("Connection: close");
		}

		private String head(InputStream in) throws IOException {
			ByteArrayOutputStream head = new ByteArrayOutputStream();
			int last = 0;
			while (last != 0x0d0a0d0a) {
				int value = in.read();
				if (value < 0) {
					throw new IOException("end of stream");
				}
				this.begun = true;
				last = (last << 8) | value;
				head.write(value);
			}
			return head.toString(StandardCharsets.ISO_8859_1);
		}

		private int body(InputStream in, String head) throws IOException {
			if (head.contains("Connection: close")) {
				byte[] rest = in.readAllBytes();
				if (!new String(rest, StandardCharsets.ISO_8859_1).contains("}")) {
					throw new IOException("body cut");
				}
				return rest.length;
			}
			int declared = head.indexOf("Content-Length: ");
			if (declared >= 0) {
				int begin = declared + "Content-Length: ".length();
				int length = Integer.parseInt(head.substring(begin, head.indexOf('\r', begin)));
				if (in.readNBytes(length).length < length) {
					throw new IOException("body cut");
				}
				return length;
			}
			int total = 0;
			int last = 0;
			while (true) {
				int value = in.read();
				if (value < 0) {
					throw new IOException("body cut");
				}
				total++;
				last = ((last << 8) | value);
				if (last == 0x0d0a0d0a) {
					return total;
				}
			}
		}

	}

}
