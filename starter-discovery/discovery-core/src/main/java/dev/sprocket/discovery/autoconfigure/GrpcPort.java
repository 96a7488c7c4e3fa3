// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import io.grpc.Server;
import org.springframework.context.ApplicationListener;
import org.springframework.grpc.server.lifecycle.GrpcServerStartedEvent;

/**
 * Notes where the gRPC server listens; the first one counts, and a server inside the
 * process has no port.
 */
final class GrpcPort implements LocalPort, ApplicationListener<GrpcServerStartedEvent> {

	private volatile int port;

	@Override
	public void onApplicationEvent(GrpcServerStartedEvent event) {
		Server server = event.getServer();
		if (this.port == 0 && server.getPort() > 0) {
			this.port = server.getPort();
		}
	}

	@Override
	public int value() {
		return this.port;
	}

}
