// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.lifecycle;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Connects to the server's own port now and then. A port that refuses three times in a
 * row within five seconds is dead, and so is the server, whatever the rest of the process
 * believes.
 */
class PortWatch {

	private static final int REFUSALS = 3;

	private static final Duration PERIOD = Duration.ofMillis(1500);

	private static final Duration TIMEOUT = Duration.ofMillis(500);

	private final InetSocketAddress address;

	private final Consumer<String> onDead;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	private boolean stopped;

	PortWatch(InetSocketAddress address, Consumer<String> onDead) {
		this.address = address;
		this.onDead = onDead;
	}

	void start() {
		Thread thread = new Thread(this::watch, "sprocket-port-watch");
		thread.setDaemon(true);
		thread.start();
	}

	void stop() {
		this.lock.lock();
		try {
			this.stopped = true;
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void watch() {
		int refused = 0;
		while (refused < REFUSALS) {
			if (!pause()) {
				return;
			}
			refused = isRefused() ? refused + 1 : 0;
		}
		if (!isStopped()) {
			this.onDead
				.accept("port " + this.address.getPort() + " refused connections " + REFUSALS + " times in a row");
		}
	}

	private boolean isStopped() {
		this.lock.lock();
		try {
			return this.stopped;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean pause() {
		this.lock.lock();
		try {
			long nanos = PERIOD.toNanos();
			while (!this.stopped && nanos > 0) {
				nanos = this.changed.awaitNanos(nanos);
			}
			return !this.stopped;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isRefused() {
		try (Socket socket = new Socket()) {
			socket.connect(this.address, (int) TIMEOUT.toMillis());
			return false;
		}
		catch (ConnectException ex) {
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
