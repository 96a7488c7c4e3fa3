// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server.autoconfigure.lifecycle;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.EventListener;

import dev.sprocket.lifecycle.LifecycleParticipant;
import dev.sprocket.lifecycle.StopTrigger;

/**
 * Watches the port from the moment the application is ready until it begins to stop.
 */
class PortWatchStarter implements LifecycleParticipant {

	private final StopTrigger trigger;

	private final ServerProperties properties;

	private volatile @Nullable PortWatch watch;

	PortWatchStarter(StopTrigger trigger, ServerProperties properties) {
		this.trigger = trigger;
		this.properties = properties;
	}

	@EventListener
	void onReady(ApplicationReadyEvent event) {
		ApplicationContext context = event.getApplicationContext();
		int port = (context instanceof WebServerApplicationContext web && web.getWebServer() != null)
				? web.getWebServer().getPort() : -1;
		if (port > 0 && this.watch == null) {
			PortWatch started = new PortWatch(new InetSocketAddress(address(), port), this.trigger::stop);
			started.start();
			this.watch = started;
		}
	}

	private InetAddress address() {
		InetAddress address = this.properties.getAddress();
		return (address == null || address.isAnyLocalAddress()) ? InetAddress.getLoopbackAddress() : address;
	}

	@Override
	public String name() {
		return "port-watch";
	}

	@Override
	public void unready() {
		PortWatch running = this.watch;
		if (running != null) {
			running.stop();
		}
	}

}
