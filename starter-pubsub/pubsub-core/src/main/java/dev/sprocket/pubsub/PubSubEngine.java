// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.lifecycle.LifecycleParticipant;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * The engine over one backend.
 */
final class PubSubEngine implements PubSub {

	private static final Logger logger = LoggerFactory.getLogger(PubSubEngine.class);

	private static final Duration DEFAULT_DRAIN = Duration.ofSeconds(30);

	private final Backend backend;

	private final KeptLetters kept;

	private final EnginePublisher publisher;

	private final Transactions transactions;

	private final SendLoop sending;

	private final SubscriptionFactory factory;

	private final ContentFormat format;

	private final Redrives redrives;

	private final List<EngineSubscription> subscriptions = new CopyOnWriteArrayList<>();

	private final EngineLifecycle lifecycle;

	private final LagMonitor lagMonitor;

	private final AtomicBoolean closed = new AtomicBoolean();

	PubSubEngine(EngineSettings settings, EnginePublisher publisher, Transactions transactions, SendLoop sending,
			SubscriptionFactory factory, ContentFormat format, Redrives redrives) {
		this.format = format;
		this.redrives = redrives;
		this.backend = settings.backend();
		this.kept = settings.letters();
		this.publisher = publisher;
		this.transactions = transactions;
		this.sending = sending;
		this.factory = factory;
		this.lifecycle = new EngineLifecycle(this.subscriptions, transactions, sending);
		this.lagMonitor = new LagMonitor(this.subscriptions, settings.supervision().lagInterval());
	}

	@Override
	public Publisher publisher() {
		return this.publisher;
	}

	@Override
	public <T> Subscription subscribe(SubscriptionSpec<T> spec, MessageHandler<T> handler) {
		return subscribe(spec, () -> this.factory.start(spec, handler));
	}

	@Override
	public <T> Subscription subscribeBatch(SubscriptionSpec<T> spec, BatchHandler<T> handler) {
		return subscribe(spec, () -> this.factory.startBatch(spec, handler));
	}

	private Subscription subscribe(SubscriptionSpec<?> spec, Supplier<EngineSubscription> start) {
		checkOpen(spec);
		this.subscriptions.removeIf(EngineSubscription::isClosed);
		EngineSubscription subscription = start.get();
		this.subscriptions.add(subscription);
		if (this.lifecycle.isIntakeStopped()) {
			// the stop may have looked at the subscriptions before this one was among
			// them
			subscription.stopIntake();
			checkOpen(spec);
		}
		return subscription;
	}

	@Override
	public List<Subscription> subscriptions() {
		return this.subscriptions.stream()
			.filter((subscription) -> !subscription.isClosed())
			.<Subscription>map((subscription) -> subscription)
			.toList();
	}

	@Override
	public boolean removeGroup(String topic, String group) {
		TopicNames.check(topic);
		TopicNames.checkGroup(group);
		if (group.equals(DeadLetterQueue.GROUP)) {
			throw new PubSubException(ErrorKind.INVALID, "Topic " + topic + ", group " + group
					+ ": not removed, because letters that are stored from now on would be kept for nobody; discard them instead",
					null);
		}
		if (find(topic, group).filter((subscription) -> !subscription.isClosed()).isPresent()) {
			throw new PubSubException(ErrorKind.INVALID, "Topic " + topic + ", group " + group
					+ ": not removed, because it is subscribed to here; close the subscription first", null);
		}
		try {
			return this.backend.removeGroup(topic, group);
		}
		catch (BackendException ex) {
			throw new PubSubException(ex.kind(),
					"Topic " + topic + ", group " + group + ": not removed: " + ex.getMessage(), ex);
		}
	}

	private Optional<EngineSubscription> find(String topic, String group) {
		return this.subscriptions.stream()
			.filter((subscription) -> subscription.topic().equals(topic) && subscription.group().equals(group))
			.findFirst();
	}

	@Override
	public DeadLetterQueue deadLetters(String topic, String group) {
		TopicNames.check(topic);
		TopicNames.checkGroup(group);
		DeadLetterPolicy policy = find(topic, group).map((subscription) -> subscription.spec().deadLetter())
			.orElse(DeadLetterPolicy.DEFAULT);
		String letters = TopicNames.deadLetterTopic(topic, group, policy);
		Browser browser = this.kept.browser();
		if (browser == null) {
			throw new PubSubException(ErrorKind.UNSUPPORTED,
					"Topic " + topic + ", group " + group + ": backend " + this.backend.name() + " cannot do "
							+ Capability.BROWSE + ", which finding dead letters needs. Subscribe to topic " + letters
							+ " to read them, or set sprocket.pubsub.jdbc.outbox=true to have them indexed in the"
							+ " application's database.",
					null);
		}
		return new EngineDeadLetterQueue(topic, group, letters, this.kept, browser, this.redrives,
				this.lifecycle.intakeStopped());
	}

	@Override
	public <T> Message<T> decode(Message<byte[]> message, Class<T> type) {
		Map<String, String> headers = new LinkedHashMap<>(message.headers());
		if (message.contentType() != null) {
			headers.put(ReservedHeaders.CONTENT_TYPE, message.contentType());
		}
		Content content = this.format
			.opened(new Content(message.topic(), message.key(), headers, message.payload(), null));
		T payload = this.format.codecs().decoder(type).decode(content.body(), content.contentType());
		return new Message<>(message.id(), message.topic(), message.key(),
				MessageDecoder.userHeaders(content.headers()), payload, content.contentType(), message.publishedAt(),
				message.attempt());
	}

	private void checkOpen(SubscriptionSpec<?> spec) {
		if (this.lifecycle.isIntakeStopped()) {
			throw new PubSubException(ErrorKind.CLOSED, "Topic " + spec.topic() + ", group " + spec.group()
					+ ": not subscribed, because pub/sub stops or is closed", null);
		}
	}

	@Override
	public boolean drain(Duration timeout) {
		Deadline deadline = Deadline.after(timeout);
		this.subscriptions.forEach(EngineSubscription::stopIntake);
		boolean finished = true;
		for (EngineSubscription subscription : this.subscriptions) {
			finished &= subscription.drain(deadline.remaining());
		}
		this.transactions.flush(deadline.remaining());
		return this.sending.flush(deadline.remaining()) && finished;
	}

	@Override
	public LifecycleParticipant lifecycle() {
		return this.lifecycle;
	}

	private static void quietly(String what, Runnable step) {
		try {
			step.run();
		}
		catch (RuntimeException ex) {
			logger.warn("Pub/sub could not " + what + " at the stop", ex);
		}
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true)) {
			quietly("stop fetching", this.lifecycle::stopIntake);
			quietly("drain", () -> drain(DEFAULT_DRAIN));
			this.lagMonitor.close();
			quietly("close the outbox", this.transactions::close);
			quietly("close the publisher", () -> this.sending.close(DEFAULT_DRAIN));
			quietly("leave the claim store", this.format::close);
			quietly("close backend " + this.backend.name(), this.backend::close);
		}
	}

}
