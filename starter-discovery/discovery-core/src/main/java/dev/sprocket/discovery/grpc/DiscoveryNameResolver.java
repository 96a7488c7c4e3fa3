// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.grpc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;

import dev.sprocket.discovery.balance.BalancerSettings;
import dev.sprocket.discovery.spi.InstanceWatcher;

/**
 * Follows the instances of one service. State is kept in the channel's synchronization
 * context; the registry and DNS are asked outside of it.
 */
final class DiscoveryNameResolver extends NameResolver {

	private static final Logger logger = LoggerFactory.getLogger(DiscoveryNameResolver.class);

	private final String service;

	private final DiscoveryClient client;

	private final List<InstanceWatcher> watchers;

	private final long pollNanos;

	private final Attributes attributes;

	private final SynchronizationContext context;

	private final ScheduledExecutorService scheduler;

	private final @Nullable Executor offload;

	private final List<InstanceWatcher.Watch> watches = new ArrayList<>();

	private @Nullable Listener2 listener;

	private SynchronizationContext.@Nullable ScheduledHandle nextPoll;

	private boolean asking;

	private boolean known;

	private boolean stale;

	private long pushes;

	DiscoveryNameResolver(String service, DiscoveryClient client, List<InstanceWatcher> watchers, Duration poll,
			BalancerSettings settings, Args arguments) {
		this.service = service;
		this.client = client;
		this.watchers = watchers;
		this.pollNanos = poll.toNanos();
		this.attributes = Attributes.newBuilder().set(EwmaLoadBalancer.SETTINGS, settings).build();
		this.context = arguments.getSynchronizationContext();
		this.scheduler = arguments.getScheduledExecutorService();
		this.offload = arguments.getOffloadExecutor();
	}

	@Override
	public String getServiceAuthority() {
		return this.service;
	}

	@Override
	public void start(Listener2 listener) {
		this.listener = listener;
		for (InstanceWatcher watcher : this.watchers) {
			this.watches.add(watcher.watch(this.service, this::pushed));
		}
		refresh();
	}

	private void pushed(List<ServiceInstance> instances) {
		List<EquivalentAddressGroup> addresses = InstanceAddresses.of(instances);
		this.context.execute(() -> {
			this.pushes++;
			tell(addresses);
		});
	}

	@Override
	public void refresh() {
		if (this.asking || this.listener == null) {
			return;
		}
		this.asking = true;
		long pushesBefore = this.pushes;
		Runnable ask = () -> ask(pushesBefore);
		if (this.offload != null) {
			this.offload.execute(ask);
		}
		else {
			this.scheduler.execute(ask);
		}
	}

	private void ask(long pushesBefore) {
		try {
			List<EquivalentAddressGroup> addresses = InstanceAddresses.of(this.client.getInstances(this.service));
			this.context.execute(() -> answered(addresses, pushesBefore));
		}
		catch (RuntimeException ex) {
			this.context.execute(() -> failed(ex));
		}
	}

	private void answered(List<EquivalentAddressGroup> addresses, long pushesBefore) {
		askAgainLater();
		if (this.pushes == pushesBefore) {
			tell(addresses);
		}
	}

	private void failed(RuntimeException cause) {
		askAgainLater();
		if (!this.known) {
			tell(StatusOr.fromStatus(Status.UNAVAILABLE
				.withDescription("No instance of " + this.service + " is known, and not every registry answers ("
						+ this.client.description() + "): " + cause)
				.withCause(cause)));
		}
		else if (!this.stale) {
			this.stale = true;
			logger.warn("{}: the registry does not answer, so the known instances stay: {}", this.service,
					cause.toString());
		}
	}

	private void askAgainLater() {
		this.asking = false;
		if (this.nextPoll != null) {
			this.nextPoll.cancel();
		}
		if (this.listener != null) {
			this.nextPoll = this.context.schedule(this::refresh, this.pollNanos, TimeUnit.NANOSECONDS, this.scheduler);
		}
	}

	private void tell(List<EquivalentAddressGroup> addresses) {
		if (this.stale) {
			this.stale = false;
			logger.info("{}: the registry answers again", this.service);
		}
		if (addresses.isEmpty()) {
			tell(StatusOr.fromStatus(Status.UNAVAILABLE
				.withDescription("No instance of " + this.service + " with a gRPC port is known to any registry ("
						+ this.client.description() + "): start one, or check the service's name")));
			return;
		}
		this.known = true;
		tell(StatusOr.fromValue(addresses));
	}

	private void tell(StatusOr<List<EquivalentAddressGroup>> result) {
		if (this.listener != null) {
			this.listener.onResult2(
					ResolutionResult.newBuilder().setAddressesOrError(result).setAttributes(this.attributes).build());
		}
	}

	@Override
	public void shutdown() {
		this.listener = null;
		this.watches.forEach(InstanceWatcher.Watch::close);
		this.watches.clear();
		if (this.nextPoll != null) {
			this.nextPoll.cancel();
		}
	}

}
