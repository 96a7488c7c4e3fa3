// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.AtomicForward;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Limits;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Support;

/**
 * Keeps messages in the memory of this process: fast, complete, and gone with it. For
 * tests, and for messages that may be lost. Thread-safe.
 */
public final class MemoryBackend implements Backend {

	/** How many messages of a topic may wait unless said otherwise. */
	public static final int DEFAULT_BACKLOG = 100_000;

	private static final Limits LIMITS = new Limits(1_000, 500, 32 * 1024 * 1024, 64 * 1024, Duration.ofDays(365),
			Duration.ofDays(365));

	private final Clock clock;

	private final int backlog;

	private final Capabilities capabilities = new Capabilities(support(), false, Duration.ofDays(1), LIMITS);

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, TopicStore> topics = new HashMap<>();

	private final Set<MemoryReceiver> receivers = new LinkedHashSet<>();

	private final Runnable onAdvance = () -> locked(() -> {
		this.receivers.forEach(MemoryReceiver::signal);
		return true;
	});

	private boolean closed;

	/**
	 * Create a backend on the system clock.
	 */
	public MemoryBackend() {
		this(Clock.systemUTC());
	}

	/**
	 * Create a backend.
	 * @param clock the clock that delays, leases and expiry go by; give the engine the
	 * same
	 */
	public MemoryBackend(Clock clock) {
		this(clock, DEFAULT_BACKLOG);
	}

	/**
	 * Create a backend with a bound.
	 * @param clock the clock
	 * @param backlog how many messages of a topic may wait for a group before publishers
	 * have to
	 */
	public MemoryBackend(Clock clock, int backlog) {
		this.clock = clock;
		this.backlog = backlog;
		if (clock instanceof VirtualClock virtual) {
			virtual.onAdvance(this.onAdvance);
		}
	}

	private static Map<Capability, Support> support() {
		Map<Capability, Support> support = new EnumMap<>(Capability.class);
		Arrays.stream(Capability.values()).forEach((capability) -> support.put(capability, Support.NATIVE));
		support.put(Capability.DURABILITY, Support.NONE);
		support.put(Capability.TRANSACTIONAL_PUBLISH, Support.NONE);
		return support;
	}

	@Override
	public String name() {
		return "memory";
	}

	@Override
	public Capabilities capabilities() {
		return this.capabilities;
	}

	@Override
	public Sender openSender() {
		return new MemorySender(this);
	}

	List<SendOutcome> send(List<OutboundMessage> batch) {
		return locked(() -> {
			Instant now = this.clock.instant();
			long millis = now.toEpochMilli();
			List<SendOutcome> outcomes = new ArrayList<>(batch.size());
			TopicStore last = null;
			for (OutboundMessage message : batch) {
				TopicStore topic = topic(message.topic());
				outcomes.add(topic.add(message, now, millis));
				if (last != null && last != topic) {
					last.signal();
				}
				last = topic;
			}
			if (last != null) {
				last.signal();
			}
			return outcomes;
		});
	}

	private TopicStore topic(String name) {
		TopicStore topic = this.topics.get(name);
		if (topic == null) {
			topic = new TopicStore(name, this.backlog);
			this.topics.put(name, topic);
		}
		return topic;
	}

	@Override
	public Receiver openReceiver(ReceiverSpec spec, LaneListener listener) {
		return locked(() -> {
			GroupStore group = topic(spec.topic()).declare(spec.group(), this.clock.millis());
			MemoryReceiver receiver = new MemoryReceiver(this.lock, this.clock, spec, group);
			group.join(receiver);
			this.receivers.removeIf(MemoryReceiver::isClosed);
			this.receivers.add(receiver);
			return receiver;
		});
	}

	@Override
	public void declareGroup(String topic, String group) {
		locked(() -> topic(topic).declare(group, this.clock.millis()));
	}

	@Override
	public boolean removeGroup(String topic, String group) {
		return locked(() -> topic(topic).remove(group));
	}

	@Override
	public Lag lag(String topic, String group) {
		return locked(() -> {
			GroupStore store = find(topic, group);
			return (store != null) ? store.lag() : Lag.NOTHING;
		});
	}

	int held(String topic, String group) {
		return locked(() -> {
			GroupStore store = find(topic, group);
			return (store != null) ? store.held() : 0;
		});
	}

	/**
	 * Return how many messages receivers have been given and have not settled: a handler
	 * is at work on them, or keeps them.
	 * @return the number, over all topics and groups
	 */
	public int inHand() {
		return locked(() -> groups().mapToInt(GroupStore::held).sum());
	}

	/**
	 * Return whether every receiver waits, having taken what it would take: nothing more
	 * happens until a message is published or settled, or time passes.
	 * @return {@code true} also if there is no receiver
	 */
	public boolean isAtRest() {
		return locked(() -> this.receivers.stream().allMatch(MemoryReceiver::isAtRest));
	}

	/**
	 * Return when the next delay or lease of a message ends.
	 * @return the moment, later than now; empty if nothing waits for any
	 */
	public Optional<Instant> nextDue() {
		return locked(() -> {
			long now = this.clock.millis();
			return groups().map(GroupStore::nextDue)
				.filter((due) -> due > now && due != Long.MAX_VALUE)
				.min(Comparator.naturalOrder())
				.map(Instant::ofEpochMilli);
		});
	}

	/**
	 * Forget all messages, also those that receivers have: settling them is stale then.
	 * Groups and receivers stay.
	 */
	public void clear() {
		locked(() -> {
			this.topics.values().forEach(TopicStore::clear);
			return true;
		});
	}

	private Stream<GroupStore> groups() {
		return this.topics.values().stream().flatMap(TopicStore::groups);
	}

	@Nullable GroupStore find(String topic, String group) {
		TopicStore store = this.topics.get(topic);
		return (store != null) ? store.group(group) : null;
	}

	@Override
	public AtomicForward atomicForward() {
		return this::forward;
	}

	private SettleOutcome forward(Receiver receiver, Delivery source, OutboundMessage target) {
		return locked(() -> {
			MemoryReceiver member = (MemoryReceiver) receiver;
			member.checkOpen();
			Lease lease = (Lease) source.token();
			if (!lease.isValid()) {
				return SettleOutcome.STALE;
			}
			BackendException refusal = store(target);
			if (refusal != null) {
				return SettleOutcome.failed(refusal);
			}
			member.ack(lease);
			return SettleOutcome.DONE;
		});
	}

	// Store one message, under the lock. Returns why it was refused, if it was

	@Nullable BackendException store(OutboundMessage message) {
		Instant now = this.clock.instant();
		TopicStore topic = topic(message.topic());
		BackendException refusal = topic.add(message, now, now.toEpochMilli()).failure();
		topic.signal();
		return refusal;
	}

	@Override
	public Browser browser() {
		return new MemoryBrowser(this);
	}

	@Override
	public boolean isLocal() {
		return true;
	}

	@Override
	public void check() {
		locked(() -> true);
	}

	@Override
	public void close() {
		List<MemoryReceiver> open;
		this.lock.lock();
		try {
			this.closed = true;
			open = List.copyOf(this.receivers);
		}
		finally {
			this.lock.unlock();
		}
		open.forEach(MemoryReceiver::close);
		if (this.clock instanceof VirtualClock virtual) {
			virtual.remove(this.onAdvance);
		}
	}

	<T> T locked(Supplier<T> action) {
		this.lock.lock();
		try {
			if (this.closed) {
				throw new BackendException(ErrorKind.CLOSED, "backend memory is closed", null);
			}
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

}
