// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.jgroups.Address;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process tells the others, and what they told. All of it happens on one
 * thread; only what comes from the cluster may come from others.
 */
final class Gathering implements Cluster.Listener {

	private static final Logger logger = LoggerFactory.getLogger(Gathering.class);

	private static final Duration FAREWELL = Duration.ofMillis(200);

	private final String group;

	private final Work work;

	private final Consumer<Instances> onChange;

	private final Runnable onComplete;

	private final Map<String, RegisteredInstance> own = new LinkedHashMap<>();

	private Members<Address> members = new Members<>();

	private Instances instances = Instances.EMPTY;

	private long sequence;

	private String name = "";

	private @Nullable Address self;

	private @Nullable Cluster cluster;

	/**
	 * Create a gathering of nobody.
	 * @param group how it is called
	 * @param work the thread
	 * @param onChange gets the instances after each change
	 * @param onComplete is called when all members have said what they are
	 */
	Gathering(String group, Work work, Consumer<Instances> onChange, Runnable onComplete) {
		this.group = group;
		this.work = work;
		this.onChange = onChange;
		this.onComplete = onComplete;
	}

	void begin(Cluster cluster) {
		this.cluster = cluster;
	}

	void sayFarewell() {
		announce(this.members.present(), true);
	}

	void end() {
		this.cluster = null;
		this.self = null;
		this.members = new Members<>();
		refresh();
	}

	// What is registered again has been there since the first time.

	void put(RegisteredInstance instance) {
		String key = key(instance.serviceId(), instance.instanceId());
		RegisteredInstance known = this.own.get(key);
		RegisteredInstance next = (known != null) ? instance.since(known.registeredAt()) : instance;
		if (!next.equals(known)) {
			this.own.put(key, next);
			refresh();
			announce(this.members.present(), false);
		}
	}

	void remove(String service, @Nullable String id) {
		if (this.own.remove(key(service, id)) != null) {
			refresh();
			announce(this.members.present(), false);
		}
	}

	boolean holds(String service, @Nullable String id) {
		return this.own.containsKey(key(service, id));
	}

	private static String key(String service, @Nullable String id) {
		return service + "/" + id;
	}

	@Override
	public void joined(Address self, String name) {
		this.work.soon(() -> {
			this.self = self;
			this.name = name;
			logger.info("{}: joined as {}, {}", this.group, name, count());
			announce(this.members.present(), false);
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
			announce(merged ? present : fresh, false);
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
			this.onComplete.run();
		}
	}

	private String count() {
		return (this.members.size() == 1) ? "1 member" : this.members.size() + " members";
	}

	// Who has no name yet says what it is once it has.

	private void announce(Collection<Address> targets, boolean leaving) {
		if (this.self != null && this.cluster != null && this.cluster.isJoined()) {
			this.sequence++;
			List<RegisteredInstance> shown = leaving ? List.of() : List.copyOf(this.own.values());
			byte[] content = AnnouncementFormat.write(new Announcement(this.sequence, leaving, this.name, shown));
			for (Address target : targets) {
				if (!target.equals(this.self)) {
					this.cluster.send(target, content);
				}
			}
		}
	}

	private void refresh() {
		Instances now = Instances.of(Stream.concat(this.own.values().stream(), this.members.instances().stream()));
		if (!now.equals(this.instances)) {
			this.instances = now;
			this.onChange.accept(now);
		}
	}

}
