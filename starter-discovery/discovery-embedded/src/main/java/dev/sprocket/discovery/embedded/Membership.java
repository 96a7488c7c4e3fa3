// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jgroups.Address;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.context.SmartLifecycle;

import dev.sprocket.discovery.spi.InstanceWatcher;

/**
 * Who is there and what each registered. Everything that changes happens on one thread of
 * its own; lookups read a value that never changes. It starts first and stops last of
 * all, so that whoever is found can still answer.
 */
final class Membership implements SmartLifecycle, InstanceWatcher, Cluster.Listener {

	private static final Logger logger = LoggerFactory.getLogger(Membership.class);

	private static final long PATIENCE_MILLIS = 1500;

	private static final Duration FAREWELL = Duration.ofMillis(200);

	private final String group;

	private final ChannelFactory channels;

	private final Clock clock;

	private final Runnable onChange;

	private final Work work = new Work();

	private final Watches watches = new Watches();

	private final Map<String, RegisteredInstance> own = new LinkedHashMap<>();

	private Members<Address> members = new Members<>();

	private long sequence;

	private String name = "";

	private @Nullable Address self;

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
	}

	@Override
	public synchronized void start() {
		if (this.cluster == null) {
			this.complete = new CountDownLatch(1);
			this.lookupsWaitUntil = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
			Cluster starting = new Cluster(this.group, this.channels, this);
			this.cluster = starting;
			starting.join();
		}
	}

	@Override
	public synchronized void stop() {
		Cluster leaving = this.cluster;
		if (leaving != null) {
			this.work.now(() -> announce(null, true));
			leaving.leave();
			this.cluster = null;
			this.work.now(this::forgetOthers);
		}
	}

	private void forgetOthers() {
		this.self = null;
		this.members = new Members<>();
		refresh();
	}

	void close() {
		stop();
		this.work.close();
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
		this.work.now(() -> {
			this.own.put(key(instance), registered);
			changed();
		});
	}

	void deregister(ServiceInstance instance) {
		this.work.now(() -> {
			if (this.own.remove(key(instance)) != null) {
				changed();
			}
		});
	}

	boolean isRegistered(ServiceInstance instance) {
		return this.work.ask(() -> this.own.containsKey(key(instance)));
	}

	private static String key(ServiceInstance instance) {
		return instance.getServiceId() + "/" + instance.getInstanceId();
	}

	private void changed() {
		refresh();
		announce(null, false);
	}

	/**
	 * Return all that can be called; shortly after the start this waits a moment for what
	 * the others say.
	 * @return the instances of all services
	 */
	Instances instances() {
		if (this.cluster != null && this.complete.getCount() > 0) {
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

	@Override
	public void joined(Address self, String name) {
		this.work.soon(() -> {
			this.self = self;
			this.name = name;
			logger.info("{}: joined as {}, {}", this.group, name, count());
			announce(null, false);
			heardOrSeen();
		});
	}

	@Override
	public void members(List<Address> present, boolean merged) {
		this.work.soon(() -> {
			boolean first = this.members.size() == 0;
			List<Address> fresh = present.stream().filter((member) -> !this.members.isPresent(member)).toList();
			this.members.become(present).forEach(this::farewell);
			if (first) {
				this.members.greetAll();
			}
			if (merged) {
				announce(null, false);
			}
			else {
				fresh.forEach((member) -> announce(member, false));
			}
			heardOrSeen();
		});
	}

	// A last word may arrive a moment after the news that its sender is gone.

	private void farewell(Address member) {
		this.work.later(FAREWELL, () -> {
			Announcement last = this.members.lastOf(member);
			if (last != null) {
				logger.info("{}: {} {}, {}", this.group, last.member(), last.leaving() ? "left" : "failed", count());
			}
		});
	}

	@Override
	public void received(Address sender, byte[] content) {
		this.work.soon(() -> {
			try {
				this.members.heard(sender, AnnouncementFormat.read(content));
				heardOrSeen();
			}
			catch (IOException ex) {
				logger.warn("{}: what {} announced is ignored: {}", this.group, sender, ex.getMessage());
			}
		});
	}

	private void heardOrSeen() {
		this.members.newcomers()
			.forEach((newcomer) -> logger.info("{}: {} joined, {}", this.group, newcomer.member(), count()));
		refresh();
		if (this.self != null && this.members.isComplete(this.self)) {
			this.complete.countDown();
		}
	}

	private String count() {
		return (this.members.size() == 1) ? "1 member" : this.members.size() + " members";
	}

	private void announce(@Nullable Address target, boolean leaving) {
		Cluster current = this.cluster;
		if (current != null && current.isJoined()) {
			this.sequence++;
			List<RegisteredInstance> shown = leaving ? List.of() : List.copyOf(this.own.values());
			current.send(target, AnnouncementFormat.write(new Announcement(this.sequence, leaving, this.name, shown)));
		}
	}

	private void refresh() {
		Instances now = Instances.of(Stream.concat(this.own.values().stream(), this.members.instances().stream()));
		if (!now.equals(this.instances)) {
			this.instances = now;
			this.watches.tell(now);
			this.onChange.run();
		}
	}

}
