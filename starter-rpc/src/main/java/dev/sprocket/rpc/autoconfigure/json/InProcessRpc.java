// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.util.Assert;

/**
 * The services in reach of this process alone: a call goes through the same interceptors
 * as one from the network. It is there before the web server accepts and until after it
 * has stopped.
 */
final class InProcessRpc implements SmartLifecycle {

	private static final int BEFORE_WEB_SERVER = WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE - 1024;

	private static final int TERMINATION_SECONDS = 1;

	private final String name = InProcessServerBuilder.generateName();

	private final RpcServices services;

	private final Consumer<InProcessServerBuilder> customizer;

	private volatile @Nullable Server server;

	private volatile @Nullable ManagedChannel channel;

	InProcessRpc(RpcServices services, Consumer<InProcessServerBuilder> customizer) {
		this.services = services;
		this.customizer = customizer;
	}

	/**
	 * Return the channel.
	 * @return the channel, whose callbacks run where the call says
	 */
	Channel channel() {
		Channel open = this.channel;
		Assert.state(open != null, "The services are not started, or stopped already");
		return open;
	}

	@Override
	public void start() {
		InProcessServerBuilder builder = InProcessServerBuilder.forName(this.name);
		this.customizer.accept(builder);
		this.services.definitions().forEach(builder::addService);
		try {
			this.server = builder.build().start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.channel = InProcessChannelBuilder.forName(this.name).directExecutor().build();
	}

	@Override
	public void stop() {
		ManagedChannel open = this.channel;
		Server running = this.server;
		this.channel = null;
		this.server = null;
		if (open != null) {
			open.shutdownNow();
		}
		if (running != null) {
			stop(running);
		}
	}

	private static void stop(Server server) {
		server.shutdownNow();
		try {
			server.awaitTermination(TERMINATION_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public boolean isRunning() {
		return this.server != null;
	}

	@Override
	public int getPhase() {
		return BEFORE_WEB_SERVER;
	}

}
