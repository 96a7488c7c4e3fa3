// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

import io.grpc.Server;
import io.grpc.protobuf.services.HealthStatusManager;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationListener;
import org.springframework.grpc.server.lifecycle.GrpcServerStartedEvent;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.lifecycle.DrainResult;
import dev.sprocket.lifecycle.LifecycleParticipant;

/**
 * The gRPC server in the stop of a process: health turns first, then connections are told
 * to go away (GOAWAY), then calls in progress end. A server inside the process goes on,
 * because what is left of the HTTP requests calls it.
 */
final class GrpcParticipant implements LifecycleParticipant, ApplicationListener<GrpcServerStartedEvent> {

	private static final Duration PAUSE = Duration.ofMillis(5);

	private final @Nullable HealthStatusManager health;

	private final IncomingCalls calls;

	private final List<Server> servers = new CopyOnWriteArrayList<>();

	private volatile long completedBefore;

	GrpcParticipant(@Nullable HealthStatusManager health, IncomingCalls calls) {
		this.health = health;
		this.calls = calls;
	}

	@Override
	public void onApplicationEvent(GrpcServerStartedEvent event) {
		if (event.getServer().getListenSockets().stream().noneMatch(GrpcParticipant::isInProcess)) {
			this.servers.add(event.getServer());
		}
	}

	private static boolean isInProcess(SocketAddress address) {
		return address.getClass().getName().startsWith("io.grpc.inprocess.");
	}

	@Override
	public String name() {
		return "grpc";
	}

	@Override
	public void unready() {
		if (this.health != null) {
			this.health.enterTerminalState();
		}
	}

	@Override
	public void stopIntake() {
		this.completedBefore = this.calls.completed();
		this.servers.forEach(Server::shutdown);
	}

	/**
	 * Wait for calls, then close connections: somebody who watches the health of this
	 * instance never ends that call.
	 */
	@Override
	public DrainResult drain(Deadline deadline) {
		while (this.calls.inProgress() > 0 && !deadline.isOver() && !Thread.currentThread().isInterrupted()) {
			LockSupport.parkNanos(PAUSE.toNanos());
		}
		int abandoned = this.calls.inProgress();
		long drained = this.calls.completed() - this.completedBefore;
		this.servers.forEach(Server::shutdownNow);
		return new DrainResult("calls", drained, 0, abandoned);
	}

}
