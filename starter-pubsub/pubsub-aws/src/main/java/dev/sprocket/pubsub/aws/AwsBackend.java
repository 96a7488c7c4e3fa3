// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

import dev.sprocket.pubsub.aws.AwsSettings.FanOut;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Limits;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.Support;

/**
 * SNS and SQS.
 */
final class AwsBackend implements Backend {

	private static final int SEND_BATCH = 100;

	private static final int RECEIVE_BATCH = 100;

	private static final int POLLS = 8;

	private static final int HEADER_BYTES = 16 * 1024;

	/** Headers at their worst, one byte each: two more for each, and all escaped. */
	private static final int HEADER_GROWTH = 4;

	/** Names and types of attributes of our own. */
	private static final int OVERHEAD = 512;

	/** Leaves an hour of the 12 to whoever works on the message before. */
	private static final Duration LONGEST_RELEASE = Duration.ofHours(11);

	/** Leaves a week of the two that SQS keeps a message. */
	private static final Duration LONGEST_DELAY = Duration.ofDays(7);

	private final AwsSettings settings;

	private final QueueAdmin queues;

	private final Topics topics;

	private final Capabilities capabilities;

	private final RedrivePolicies redrivePolicies;

	private final ExecutorService threads = Executors.newCachedThreadPool(threadFactory());

	private final Set<AwsReceiver> receivers = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	AwsBackend(AwsSettings settings, QueueAdmin queues, Topics topics) {
		this.settings = settings;
		this.queues = queues;
		this.topics = topics;
		this.capabilities = new Capabilities(support(settings), false, Duration.ofDays(1), limits(settings));
		this.redrivePolicies = new RedrivePolicies(queues, settings.queueDeadLetters());
	}

	private static Map<Capability, Support> support(AwsSettings settings) {
		Map<Capability, Support> support = new EnumMap<>(Capability.class);
		for (Capability capability : Set.of(Capability.DURABILITY, Capability.RELEASE_DELAY, Capability.LEASE,
				Capability.LEASE_EXTENSION, Capability.ATTEMPT_COUNT, Capability.LAG)) {
			support.put(capability, Support.NATIVE);
		}
		support.put(Capability.TIME_TO_LIVE, Support.EMULATED);
		if (settings.fanOut() == FanOut.SNS) {
			support.put(Capability.GROUPS, Support.NATIVE);
		}
		if (settings.fifo()) {
			support.put(Capability.KEY_ORDER, Support.NATIVE);
			support.put(Capability.DEDUPLICATION, Support.NATIVE);
		}
		else {
			// a hidden message would hold back all of its FIFO group
			support.put(Capability.DELAYED_DELIVERY, Support.EMULATED);
		}
		return support;
	}

	private static Limits limits(AwsSettings settings) {
		int body = (settings.messageBytes() - HEADER_GROWTH * HEADER_BYTES - OVERHEAD) / 4 * 3;
		return new Limits(SEND_BATCH, RECEIVE_BATCH, body, HEADER_BYTES, LONGEST_RELEASE, LONGEST_DELAY);
	}

	private static ThreadFactory threadFactory() {
		AtomicInteger number = new AtomicInteger();
		return (task) -> {
			Thread thread = new Thread(task, "pubsub-aws-" + number.incrementAndGet());
			thread.setDaemon(true);
			return thread;
		};
	}

	@Override
	public String name() {
		return AwsBackendFactory.name(this.settings);
	}

	@Override
	public Capabilities capabilities() {
		return this.capabilities;
	}

	@Override
	public Sender openSender() {
		checkOpen();
		return new AwsSender(this.topics, this.settings, this.threads);
	}

	@Override
	public Receiver openReceiver(ReceiverSpec spec, LaneListener listener) {
		checkOpen();
		String who = "Topic " + spec.topic() + ", group " + spec.group();
		Clock clock = Clock.systemUTC();
		Fetch fetch = new Fetch(
				() -> new GroupQueue(this.queues.client(), who, this.topics.declare(spec.topic(), spec.group())), clock,
				this.settings.longPollSeconds(), Math.max(1, Receipt.seconds(spec.lease())),
				this.topics.hasGroups(spec.topic()));
		MovedMessages moved = this.redrivePolicies.open(who, this.topics.queueName(spec.topic(), spec.group()),
				spec.deadLetters(), fetch, clock);
		AwsReceiver receiver = new AwsReceiver(who, fetch, moved, clock, this.threads,
				(spec.ordering() == Ordering.NONE) ? POLLS : 1);
		this.receivers.removeIf(AwsReceiver::isClosed);
		this.receivers.add(receiver);
		return receiver;
	}

	@Override
	public void declareGroup(String topic, String group) {
		checkOpen();
		this.topics.declare(topic, group);
	}

	@Override
	public boolean removeGroup(String topic, String group) {
		checkOpen();
		return this.topics.remove(topic, group);
	}

	@Override
	public Lag lag(String topic, String group) {
		checkOpen();
		String name = this.topics.queueName(topic, group);
		String url = this.queues.find(name);
		return (url != null) ? this.queues.lag(name, url) : Lag.NOTHING;
	}

	@Override
	public void check() {
		checkOpen();
		this.topics.check();
	}

	@Override
	public void close() {
		this.closed = true;
		this.receivers.forEach(AwsReceiver::abort);
		this.receivers.clear();
		this.threads.shutdown();
	}

	private void checkOpen() {
		if (this.closed) {
			throw new BackendException(ErrorKind.CLOSED, "backend " + name() + " is closed", null);
		}
	}

}
