// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.cloud.client.discovery.event.HeartbeatMonitor;
import org.springframework.cloud.client.discovery.event.InstanceRegisteredEvent;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.SmartApplicationListener;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import dev.sprocket.discovery.spi.InstanceWatcher;

/**
 * Watches services in all registries at once: when one pushes a change, when one says by
 * an event that something changed, and from time to time, all are asked, and who watches
 * is told what they say together. One thread does all of this.
 */
final class WatchedServices implements InstanceWatcher, SmartApplicationListener, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(WatchedServices.class);

	private final DiscoveryClient client;

	private final Supplier<Stream<InstanceWatcher>> registries;

	private final Duration poll;

	private final HeartbeatMonitor heartbeats = new HeartbeatMonitor();

	private final Map<String, WatchedService> services = new HashMap<>();

	private final ScheduledThreadPoolExecutor thread;

	private boolean polling;

	/**
	 * Make a watcher of nothing yet.
	 * @param client asks all registries
	 * @param registries those that push changes
	 * @param poll how often to ask if nothing happens
	 */
	WatchedServices(DiscoveryClient client, Supplier<Stream<InstanceWatcher>> registries, Duration poll) {
		this.client = client;
		this.registries = registries;
		this.poll = poll;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("discovery-");
		threads.setDaemon(true);
		this.thread = new ScheduledThreadPoolExecutor(1, threads, new ScheduledThreadPoolExecutor.DiscardPolicy());
	}

	@Override
	public Watch watch(String service, Consumer<List<ServiceInstance>> listener) {
		this.thread.execute(() -> {
			beginToPoll();
			this.services.computeIfAbsent(service, this::begin).add(listener);
			ask(service);
		});
		return () -> this.thread.execute(() -> end(service, listener));
	}

	private WatchedService begin(String service) {
		WatchedService begun = new WatchedService();
		this.registries.get()
			.filter((registry) -> registry != this)
			.map((registry) -> registry.watch(service, (pushed) -> this.thread.execute(() -> ask(service))))
			.forEach(begun::follow);
		return begun;
	}

	private void end(String service, Consumer<List<ServiceInstance>> listener) {
		WatchedService watched = this.services.get(service);
		if (watched != null && watched.remove(listener)) {
			watched.end();
			this.services.remove(service);
		}
	}

	private void beginToPoll() {
		if (!this.polling) {
			this.polling = true;
			this.thread.scheduleWithFixedDelay(this::askAll, this.poll.toNanos(), this.poll.toNanos(),
					TimeUnit.NANOSECONDS);
		}
	}

	private void askAll() {
		List.copyOf(this.services.keySet()).forEach(this::ask);
	}

	private void ask(String service) {
		WatchedService watched = this.services.get(service);
		if (watched == null) {
			return;
		}
		try {
			watched.tell(this.client.getInstances(service));
		}
		catch (RuntimeException ex) {
			logger.debug("{}: no registry answers", service, ex);
		}
	}

	@Override
	public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
		return HeartbeatEvent.class.isAssignableFrom(type) || InstanceRegisteredEvent.class.isAssignableFrom(type);
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (!(event instanceof HeartbeatEvent heartbeat) || this.heartbeats.update(heartbeat.getValue())) {
			this.thread.execute(this::askAll);
		}
	}

	@Override
	public void destroy() {
		this.thread.shutdownNow();
		this.services.values().forEach(WatchedService::end);
	}

}
