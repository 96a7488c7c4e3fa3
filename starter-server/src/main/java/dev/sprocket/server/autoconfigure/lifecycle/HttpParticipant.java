// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.lifecycle.DrainResult;
import dev.sprocket.lifecycle.LifecycleParticipant;

/**
 * The HTTP server in the stop of a process. A request of which the server has read a byte
 * is answered.
 */
class HttpParticipant implements LifecycleParticipant {

	/**
	 * Covers what is on its way on connections that were open when the port closed.
	 */
	private static final Duration QUIET = Duration.ofMillis(300);

	private static final Duration PAUSE = Duration.ofMillis(10);

	private final Supplier<List<DrainingHttp11Protocol>> protocols;

	private final RequestsInProgress requests;

	private volatile long completedBefore;

	HttpParticipant(Supplier<List<DrainingHttp11Protocol>> protocols, RequestsInProgress requests) {
		this.protocols = protocols;
		this.requests = requests;
	}

	@Override
	public String name() {
		return "http";
	}

	@Override
	public void unready() {
		List<DrainingHttp11Protocol> all = this.protocols.get();
		all.forEach(DrainingHttp11Protocol::refuse);
		this.requests.tellToClose(() -> true);
	}

	@Override
	public void stopIntake() {
		this.completedBefore = this.requests.completed();
		this.protocols.get().forEach(DrainingHttp11Protocol::closeServerSocketGraceful);
		this.requests.endEventStreams();
	}

	@Override
	public DrainResult drain(Deadline deadline) {
		Duration quiet = QUIET;
		long busy = closeIdle(quiet);
		while (busy > 0 && !deadline.isOver() && !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(PAUSE.toNanos());
			busy = closeIdle(quiet);
		}
		long drained = this.requests.completed() - this.completedBefore;
		return new DrainResult("requests", drained, 0, busy);
	}

	private long closeIdle(Duration quiet) {
		int connections = this.protocols.get().stream().mapToInt((protocol) -> protocol.closeIdle(quiet)).sum();
		return Math.max(connections, this.requests.active());
	}

}
