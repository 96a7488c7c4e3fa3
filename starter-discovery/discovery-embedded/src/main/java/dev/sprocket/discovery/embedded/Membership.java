// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.context.SmartLifecycle;

import dev.sprocket.discovery.spi.InstanceWatcher;

/**
 * Who is there and what each registered. Everything that changes happens on one thread of
 * its own; lookups read a value that never changes. It starts first and stops last of
 * all, so that whoever is found can still answer.
 */
final class Membership implements SmartLifecycle, InstanceWatcher {

	private static final long PATIENCE_MILLIS = 1500;

	private final String group;

	private final ChannelFactory channels;

	private final Clock clock;

	private final Runnable onChange;

	private final Work work = new Work("sprocket-membership");

	/** Whoever listens to events of the application may take any time. */
	private final Work events = new Work("sprocket-membership-events");

	private final Watches watches = new Watches();

	private final Gathering gathering;

	private volatile Instances instances = Instances.EMPTY;

	private volatile @Nullable Cluster cluster;

	private volatile CountDownLatch complete = new CountDownLatch(1);

	private volatile long lookupsWaitUntil;

	/**
	 * Create a membership that has not begun.
	 * @param group who belongs together
	 * @param channels how to reach them
	 * @param clock gives the time of a registration
	 * @param onChange is called after each change
	 */
	Membership(String group, ChannelFactory channels, Clock clock, Runnable onChange) {
		this.group = group;
		this.channels = channels;
		this.clock = clock;
		this.onChange = onChange;
		this.gathering = new Gathering(group, this.work, this::changed, () -> this.complete.countDown());
	}

	private void changed(Instances now) {
		this.instances = now;
		this.watches.tell(now);
		this.events.soon(this.onChange);
	}

	@Override
	public synchronized void start() {
		if (this.cluster == null) {
			this.complete = new CountDownLatch(1);
			this.lookupsWaitUntil = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
			Cluster starting = new Cluster(this.group, this.channels, this.gathering);
			this.cluster = starting;
			this.work.soon(() -> this.gathering.begin(starting));
			starting.join();
		}
	}

	@Override
	public synchronized void stop() {
		Cluster leaving = this.cluster;
		if (leaving != null) {
			this.cluster = null;
			try {
				this.work.now(this.gathering::sayFarewell);
			}
			finally {
				leaving.leave();
			}
			this.work.now(this.gathering::end);
		}
	}

	void close() {
		try {
			stop();
		}
		finally {
			this.work.close();
			this.events.close();
		}
	}

	@Override
	public boolean isRunning() {
		return this.cluster != null;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

	void register(ServiceInstance instance) {
		RegisteredInstance registered = RegisteredInstance.of(instance, this.clock.instant());
		this.work.now(() -> this.gathering.put(registered));
	}

	void deregister(ServiceInstance instance) {
		this.work.now(() -> this.gathering.remove(instance.getServiceId(), instance.getInstanceId()));
	}

	boolean isRegistered(ServiceInstance instance) {
		return this.work.ask(() -> this.gathering.holds(instance.getServiceId(), instance.getInstanceId()));
	}

	/**
	 * Return all that can be called; shortly after the start this waits a moment for what
	 * the others say.
	 * @return the instances of all services
	 */
	Instances instances() {
		if (this.cluster != null && this.complete.getCount() > 0 && !this.work.isHere()) {
			try {
				this.complete.await(this.lookupsWaitUntil - System.nanoTime(), TimeUnit.NANOSECONDS);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		return this.instances;
	}

	@Override
	public Watch watch(String service, Consumer<List<ServiceInstance>> listener) {
		Watches.ServiceWatch watch = this.watches.add(service, listener);
		this.work.soon(() -> watch.tell(this.instances));
		return () -> this.watches.remove(watch);
	}

}
