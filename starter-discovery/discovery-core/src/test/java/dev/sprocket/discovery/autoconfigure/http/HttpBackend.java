// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;

/**
 * An HTTP server on a free port of loopback that answers with the status of the test's
 * choice.
 */
final class HttpBackend implements AutoCloseable {

	private final HttpServer server;

	private final AtomicInteger calls = new AtomicInteger();

	volatile int status = 204;

	HttpBackend() {
		this(0);
	}

	HttpBackend(int port) {
		try {
			this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.createContext("/", this::answer);
		this.server.start();
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.calls.incrementAndGet();
		exchange.sendResponseHeaders(this.status, -1);
		exchange.close();
	}

	void answerAfter(CountDownLatch latch) {
		answerBy((exchange) -> {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			answer(exchange);
		});
	}

	void redirectTo(int port) {
		answerBy((exchange) -> {
			exchange.getResponseHeaders().add("Location", "http://127.0.0.1:" + port + "/");
			this.status = 303;
			answer(exchange);
		});
	}

	private void answerBy(HttpHandler handler) {
		this.server.removeContext("/");
		this.server.createContext("/", handler);
	}

	int calls() {
		return this.calls.get();
	}

	int port() {
		return this.server.getAddress().getPort();
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

}
