// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.server;

import java.util.concurrent.Executor;

import io.grpc.Metadata;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.grpc.server.autoconfigure.GrpcServerExecutorProvider;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Where handlers run: on a virtual thread for each call, or in a bounded pool, but for
 * methods that never block, for calls past the bound, whose refusal takes no time, and
 * for health, which is asked for just when all threads wait; these stay on the event
 * loop.
 */
final class HandlerThreads implements GrpcServerExecutorProvider, ServerCallExecutorSupplier, DisposableBean {

	private static final String PREFIX = "grpc-";

	private static final String HEALTH = "grpc.health.";

	private final Methods methods;

	private final Executor handlers;

	private HandlerThreads(Methods methods, Executor handlers) {
		this.methods = methods;
		this.handlers = handlers;
	}

	static HandlerThreads virtual(Methods methods) {
		return new HandlerThreads(methods, new VirtualThreadTaskExecutor(PREFIX));
	}

	static HandlerThreads pool(Methods methods, int threads) {
		ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();
		pool.setThreadNamePrefix(PREFIX);
		pool.setCorePoolSize(threads);
		pool.setAllowCoreThreadTimeOut(true);
		pool.initialize();
		return new HandlerThreads(methods, pool);
	}

	<T extends ServerBuilder<T>> void customize(T builder) {
		builder.callExecutor(this);
	}

	/**
	 * Return what a call begins on until its method is known.
	 * @return the event loop itself
	 */
	@Override
	public Executor getExecutor() {
		return Runnable::run;
	}

	@Override
	public <Q, R> Executor getExecutor(ServerCall<Q, R> call, Metadata headers) {
		IncomingCall incoming = IncomingCall.current();
		boolean refused = incoming != null && !incoming.admitted();
		String method = call.getMethodDescriptor().getFullMethodName();
		if (refused || method.startsWith(HEALTH) || this.methods.isNonBlocking(method)) {
			return getExecutor();
		}
		return this.handlers;
	}

	@Override
	public void destroy() {
		if (this.handlers instanceof ThreadPoolTaskExecutor pool) {
			pool.destroy();
		}
	}

}
