// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(30)
class FaultProxyTests {

	private ServerSocket echo;

	private FaultProxy proxy;

	@BeforeEach
	void start() throws IOException {
		this.echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		Thread thread = new Thread(this::serve);
		thread.setDaemon(true);
		thread.start();
		this.proxy = new FaultProxy("127.0.0.1", this.echo.getLocalPort());
	}

	@AfterEach
	void stop() throws IOException {
		this.proxy.close();
		this.echo.close();
	}

	@Test
	void bytesAndTheEndOfAStreamPassInBothDirections() throws IOException {
		try (Socket socket = connect()) {
			send(socket, "hello");
			socket.shutdownOutput();
			assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("hello");
		}
	}

	@Test
	void whenCutThenConnectionsAreResetAndNewOnesRefusedUntilRestored() throws IOException {
		try (Socket socket = connect()) {
			assertThat(answer(socket, "a")).isEqualTo("a");
			this.proxy.cut();
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> socket.getInputStream().read());
		}
		assertThatExceptionOfType(ConnectException.class).isThrownBy(this::connect);
		this.proxy.restore();
		try (Socket socket = connect()) {
			assertThat(answer(socket, "b")).isEqualTo("b");
		}
	}

	@Test
	void whenHalfOpenThenNothingComesBackAndRestoringResets() throws IOException {
		try (Socket before = connect()) {
			assertThat(answer(before, "a")).isEqualTo("a");
			this.proxy.halfOpen();
			try (Socket meanwhile = connect()) {
				for (Socket socket : new Socket[] { before, meanwhile }) {
					socket.setSoTimeout(100);
					send(socket, "b");
					assertThatExceptionOfType(SocketTimeoutException.class)
						.isThrownBy(() -> socket.getInputStream().read());
				}
			}
			this.proxy.restore();
			before.setSoTimeout(10_000);
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> before.getInputStream().read());
		}
		try (Socket socket = connect()) {
			assertThat(answer(socket, "c")).isEqualTo("c");
		}
	}

	@Test
	void whenSlowThenItTakesItsTimeAndNothingIsLost() throws IOException {
		this.proxy.slow(20_000, Duration.ofMillis(10));
		try (Socket socket = connect()) {
			String text = "x".repeat(5_000);
			long start = System.nanoTime();
			assertThat(answer(socket, text)).isEqualTo(text);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(250));
			this.proxy.restore();
			assertThat(answer(socket, "fast")).isEqualTo("fast");
		}
	}

	@Test
	void whenTheServerIsAwayThenConnectionsAreReset() throws IOException {
		this.echo.close();
		try (Socket socket = connect()) {
			assertThatExceptionOfType(SocketException.class).isThrownBy(() -> {
				if (socket.getInputStream().read() < 0) {
					throw new SocketException("ended");
				}
			});
		}
	}

	private Socket connect() throws IOException {
		return new Socket(InetAddress.getLoopbackAddress(), this.proxy.port());
	}

	private static String answer(Socket socket, String text) throws IOException {
		send(socket, text);
		return new String(socket.getInputStream().readNBytes(text.length()), StandardCharsets.UTF_8);
	}

	private static void send(Socket socket, String text) throws IOException {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
	}

	private void serve() {
		while (!this.echo.isClosed()) {
			try {
				Socket socket = this.echo.accept();
				Thread thread = new Thread(() -> echo(socket));
				thread.setDaemon(true);
				thread.start();
			}
			catch (IOException ex) {
				// the test is over
			}
		}
	}

	private static void echo(Socket socket) {
		try (socket; InputStream in = socket.getInputStream()) {
			in.transferTo(socket.getOutputStream());
		}
		catch (IOException ex) {
			// reset by the proxy
		}
	}

}
