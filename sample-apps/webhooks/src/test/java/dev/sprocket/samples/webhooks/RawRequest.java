// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A delivery on a connection of its own, sent in two parts, so that it is known how much
 * of it the service can have read.
 */
final class RawRequest implements AutoCloseable {

	private final Socket socket = new Socket();

	private final String id;

	private final byte[] body;

	RawRequest(String id, int port) throws IOException {
		this.id = id;
		this.body = ("{\"delivery\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8);
		this.socket.setSoTimeout(60_000);
		this.socket.connect(new InetSocketAddress("localhost", port), 10_000);
	}

	String id() {
		return this.id;
	}

	RawRequest sendHalf() throws IOException {
		String head = "POST /webhooks/github HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
				+ "X-GitHub-Event: push\r\nX-GitHub-Delivery: " + this.id + "\r\nX-Hub-Signature-256: "
				+ new Signature(GitHub.SECRET).of(this.body) + "\r\nContent-Length: " + this.body.length + "\r\n\r\n";
		this.socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
		this.socket.getOutputStream().write(this.body, 0, this.body.length / 2);
		return this;
	}

	RawRequest sendRest() throws IOException {
		int half = this.body.length / 2;
		this.socket.getOutputStream().write(this.body, half, this.body.length - half);
		return this;
	}

	/**
	 * Read the beginning of the answer.
	 * @return the status, or 0 if the connection was closed before the first byte
	 */
	int status() throws IOException {
		byte[] start = this.socket.getInputStream().readNBytes(12);
		if (start.length == 0) {
			return 0;
		}
		String line = new String(start, StandardCharsets.US_ASCII);
		if (!line.startsWith("HTTP/1.1 ") || start.length < 12) {
			throw new IOException("The answer is cut: '" + line + "'");
		}
		return Integer.parseInt(line.substring(9));
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
