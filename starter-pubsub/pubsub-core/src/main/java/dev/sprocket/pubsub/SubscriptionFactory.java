// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.Meters.SubscriptionMeters;
import dev.sprocket.pubsub.batch.BatchPolicy;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.Support;

/**
 * Puts the parts of a subscription together.
 */
final class SubscriptionFactory {

	private final EngineSettings settings;

	private final ContentFormat format;

	private final Sender sender;

	SubscriptionFactory(EngineSettings settings, ContentFormat format, Sender sender) {
		this.settings = settings;
		this.format = format;
		this.sender = sender;
	}

	<T> EngineSubscription start(SubscriptionSpec<T> spec, MessageHandler<T> handler) {
		new SubscriptionChecks(this.settings).checkSingle(spec);
		return start(spec, (reader, decisions, meters) -> new HandlerCall<>(spec, reader, handler, decisions,
				this.settings, meters));
	}

	<T> EngineSubscription startBatch(SubscriptionSpec<T> spec, BatchHandler<T> handler) {
		return start((spec.batch() != null) ? spec : spec.batch(BatchPolicy.DEFAULT), (reader, decisions,
				meters) -> new BatchCall<>(spec, reader, handler, decisions, this.settings, meters));
	}

	private <T> EngineSubscription start(SubscriptionSpec<T> spec, CallFactory<T> calls) {
		new SubscriptionChecks(this.settings).check(spec);
		Backend backend = this.settings.backend();
		String who = "Topic " + spec.topic() + ", group " + spec.group();
		FirstFailures firstFailures = new FirstFailures();
		RetryDecisions decisions = new RetryDecisions(spec.retry(), this.settings.clock(),
				() -> ThreadLocalRandom.current().nextDouble(), firstFailures);
		Workers workers = new Workers(WorkerThreads.named("pubsub-" + spec.topic() + "-" + spec.group()));
		EngineAlarm alarm = new EngineAlarm();
		HandlerQueue queue = new HandlerQueue(spec.ordering(), (spec.batch() != null) ? spec.batch() : Batches.SINGLE,
				this.settings.clock(), new HandlerPace(), alarm::wakeup, workers::start);
		SubscriptionMeters meters = this.settings.meters().subscription(spec, queue);
		String deadLetterTopic = TopicNames.deadLetterTopic(spec.topic(), spec.group(), spec.deadLetter());
		ParkedKeys parkedKeys = parkedKeys(spec, who, deadLetterTopic);
		MessageReader<T> reader = new MessageReader<>(spec,
				new MessageDecoder<>(spec.topic(), spec.type(), this.format), decisions, parkedKeys, this.settings);
		workers.serve(queue, calls.create(reader, decisions, meters));
		Outstanding outstanding = new Outstanding();
		Agenda agenda = new Agenda();
		Settling settling = settling(spec, who, outstanding, queue, agenda, meters);
		SubscriptionContext context = new SubscriptionContext(spec, who, this.settings.clock(), queue, outstanding,
				agenda, settling, firstFailures, this.settings.reporters(), meters, parkedKeys);
		CircuitBreaker breaker = new CircuitBreaker(who, this.settings.supervision().circuitBreaker(),
				this.settings.clock(), queue);
		DeadLetterWriter deadLetters = new DeadLetterWriter(context, refusedLetters(spec, deadLetterTopic),
				this.settings.letters(), this.sender, alarm::wakeFromAnyWait);
		RateLimit rateLimit = new RateLimit();
		ReceiveLoop loop = new ReceiveLoop(backend, context, decisions, deadLetters, breaker, rateLimit,
				workers::interruptRest);
		alarm.set(loop);
		Progress progress = new Progress(this.settings.letters(), spec, deadLetterTopic, this.settings.clock(),
				this.settings.supervision().progressTimeout());
		meters.progress(progress, breaker);
		return run(new EngineSubscription(spec, backend, loop, queue, workers, progress, rateLimit), loop, spec);
	}

	private @Nullable ParkedKeys parkedKeys(SubscriptionSpec<?> spec, String who, String deadLetterTopic) {
		Backend backend = this.settings.backend();
		Browser browser = backend.browser();
		return (browser != null && spec.deadLetter().parksKeys())
				? new ParkedKeys(spec, who, backend, browser, deadLetterTopic, this.sender) : null;
	}

	private RefusedLetters refusedLetters(SubscriptionSpec<?> spec, String deadLetterTopic) {
		ThreadFactory threads = WorkerThreads.named("pubsub-letters-" + spec.topic() + "-" + spec.group());
		return new RefusedLetters(
				new DeadLetterMessages(spec, deadLetterTopic,
						this.settings.backend().capabilities().limits().headerBytes()),
				this.format, (task) -> threads.newThread(task).start());
	}

	private Settling settling(SubscriptionSpec<?> spec, String who, Outstanding outstanding, HandlerQueue queue,
			Agenda agenda, SubscriptionMeters meters) {
		Capabilities capabilities = this.settings.backend().capabilities();
		if (capabilities.cumulative()) {
			return new LaneSettling(who, this.settings.clock(), outstanding, queue, agenda, spec.lease());
		}
		return new MessageSettling(new Settler(who, this.settings.clock(), outstanding, queue, agenda, meters),
				capabilities.of(Capability.LEASE_EXTENSION) != Support.NONE);
	}

	private EngineSubscription run(EngineSubscription subscription, ReceiveLoop loop, SubscriptionSpec<?> spec) {
		subscription.setConcurrency((spec.concurrency() > 0) ? spec.concurrency() : this.settings.concurrency());
		Thread thread = new Thread(loop, "pubsub-engine-" + spec.topic() + "-" + spec.group());
		thread.setDaemon(true);
		thread.start();
		try {
			BackendException failure = loop.awaitOpen(Duration.ofSeconds(30));
			if (failure != null && !failure.isRetryable()) {
				loop.drain();
				throw new PubSubException(failure.kind(), "Topic " + spec.topic() + ", group " + spec.group()
						+ ": cannot subscribe: " + failure.getMessage(), failure);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return subscription;
	}

	/**
	 * Makes what calls the handler.
	 *
	 * @param <T> the class of the payload
	 */
	@FunctionalInterface
	private interface CallFactory<T> {

		Consumer<List<Attempt>> create(MessageReader<T> reader, RetryDecisions decisions, SubscriptionMeters meters);

	}

}
