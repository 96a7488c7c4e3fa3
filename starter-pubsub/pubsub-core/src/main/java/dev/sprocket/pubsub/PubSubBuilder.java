// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.error.ErrorReporter;
import dev.sprocket.error.ErrorReporters;
import dev.sprocket.pubsub.content.ClaimCheck;
import dev.sprocket.pubsub.content.CloudEventPolicy;
import dev.sprocket.pubsub.content.PayloadSchema;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Inbox;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.OutboxFactory;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.Support;

/**
 * Builds the engine over a backend. A Boot application has it done by auto-configuration;
 * tests and other programs call it themselves: <pre>
 * PubSub pubSub = new PubSubBuilder(backend).build();
 * </pre>
 */
public final class PubSubBuilder {

	private final Backend backend;

	private final List<ErrorReporter> reporters = new ArrayList<>();

	private final List<Codec> codecs = new ArrayList<>();

	private Clock clock = Clock.systemUTC();

	private @Nullable JsonMapper jsonMapper;

	private @Nullable Inbox inbox;

	private @Nullable OutboxFactory outbox;

	private @Nullable ObservationRegistry observationRegistry;

	private @Nullable MeterRegistry meterRegistry;

	private Duration publishTimeout = Duration.ofSeconds(30);

	private int concurrency = 16;

	private CloudEventPolicy cloudEvents = CloudEventPolicy.NONE;

	private final Map<String, CloudEventPolicy> cloudEventsByTopic = new LinkedHashMap<>();

	private final Map<String, PayloadSchema> schemas = new LinkedHashMap<>();

	private @Nullable ClaimCheck claimCheck;

	private CircuitBreakerPolicy circuitBreaker = CircuitBreakerPolicy.DEFAULT;

	private Duration lagInterval = Duration.ofSeconds(30);

	private Duration progressTimeout = Duration.ofMinutes(5);

	/**
	 * Begin.
	 * @param backend the backend; the engine closes it
	 */
	public PubSubBuilder(Backend backend) {
		this.backend = backend;
	}

	/**
	 * Set the clock that retries, delays and leases go by.
	 * @param clock the clock; the system's by default
	 * @return this
	 */
	public PubSubBuilder clock(Clock clock) {
		this.clock = clock;
		return this;
	}

	/**
	 * Set what writes and reads JSON.
	 * @param jsonMapper the mapper; one with Jackson's own defaults if not set
	 * @return this
	 */
	public PubSubBuilder jsonMapper(JsonMapper jsonMapper) {
		this.jsonMapper = jsonMapper;
		return this;
	}

	/**
	 * Add what writes and reads other media types than JSON, or those in another way.
	 * @param codec the codec; comes before those added later and those built in
	 * @return this
	 */
	public PubSubBuilder codec(Codec codec) {
		this.codecs.add(codec);
		return this;
	}

	/**
	 * Set whether messages are published as CloudEvents.
	 * @param cloudEvents the policy; {@link CloudEventPolicy#NONE} by default
	 * @return this
	 */
	public PubSubBuilder cloudEvents(CloudEventPolicy cloudEvents) {
		this.cloudEvents = cloudEvents;
		return this;
	}

	/**
	 * Set whether the messages of one topic are published as CloudEvents.
	 * @param topic the topic
	 * @param cloudEvents its policy
	 * @return this
	 */
	public PubSubBuilder cloudEvents(String topic, CloudEventPolicy cloudEvents) {
		this.cloudEventsByTopic.put(TopicNames.check(topic), cloudEvents);
		return this;
	}

	/**
	 * Set what one topic carries: anything else is refused at publish, and is a dead
	 * letter on receipt.
	 * @param topic the topic
	 * @param schema says what
	 * @return this
	 */
	public PubSubBuilder schema(String topic, PayloadSchema schema) {
		this.schemas.put(TopicNames.check(topic), schema);
		return this;
	}

	/**
	 * Set where large bodies are kept instead of in their messages.
	 * @param claimCheck the store and from which size on; none if not set
	 * @return this
	 */
	public PubSubBuilder claimCheck(@Nullable ClaimCheck claimCheck) {
		this.claimCheck = claimCheck;
		return this;
	}

	/**
	 * Set what makes the effects of handlers exactly-once where they ask for it.
	 * @param inbox the inbox
	 * @return this
	 */
	public PubSubBuilder inbox(@Nullable Inbox inbox) {
		this.inbox = inbox;
		return this;
	}

	/**
	 * Set what publishes inside transactions of the caller.
	 * @param outbox makes the outbox; that of the backend is used if not set
	 * @return this
	 */
	public PubSubBuilder outbox(@Nullable OutboxFactory outbox) {
		this.outbox = outbox;
		return this;
	}

	/**
	 * Set where spans go. Only give a registry that traces: metrics do not need it.
	 * @param observationRegistry the registry; trace headers are passed on unchanged if
	 * not set
	 * @return this
	 */
	public PubSubBuilder observationRegistry(@Nullable ObservationRegistry observationRegistry) {
		this.observationRegistry = observationRegistry;
		return this;
	}

	/**
	 * Set where metrics go.
	 * @param meterRegistry the registry; nothing is measured if not set
	 * @return this
	 */
	public PubSubBuilder meterRegistry(@Nullable MeterRegistry meterRegistry) {
		this.meterRegistry = meterRegistry;
		return this;
	}

	/**
	 * Add what is told of unexpected errors of handlers, once for each dead letter.
	 * @param reporter the reporter
	 * @return this
	 */
	public PubSubBuilder errorReporter(ErrorReporter reporter) {
		this.reporters.add(reporter);
		return this;
	}

	/**
	 * Set how long a publisher waits for the backend, a full backlog or buffer space.
	 * @param publishTimeout positive; 30 s by default
	 * @return this
	 */
	public PubSubBuilder publishTimeout(Duration publishTimeout) {
		this.publishTimeout = publishTimeout;
		return this;
	}

	/**
	 * Set how many messages a subscription handles at a time that does not say.
	 * @param concurrency at least 1; 16 by default
	 * @return this
	 */
	public PubSubBuilder concurrency(int concurrency) {
		this.concurrency = concurrency;
		return this;
	}

	/**
	 * Set when a subscription stops trying because everything fails.
	 * @param circuitBreaker the policy; {@link CircuitBreakerPolicy#DEFAULT} by default
	 * @return this
	 */
	public PubSubBuilder circuitBreaker(CircuitBreakerPolicy circuitBreaker) {
		this.circuitBreaker = circuitBreaker;
		return this;
	}

	/**
	 * Set how often the backend is asked what waits for each subscription, for metrics
	 * and {@link SubscriptionStatus#stalledSince()}.
	 * @param lagInterval at least 1 ms, 30 s by default; zero for never
	 * @return this
	 */
	public PubSubBuilder lagInterval(Duration lagInterval) {
		this.lagInterval = lagInterval;
		return this;
	}

	/**
	 * Set how long messages may wait while a subscription settles none before it counts
	 * as stalled.
	 * @param progressTimeout positive; 5 min by default
	 * @return this
	 */
	public PubSubBuilder progressTimeout(Duration progressTimeout) {
		this.progressTimeout = progressTimeout;
		return this;
	}

	/**
	 * Build the engine.
	 * @return the engine; close it
	 * @throws PubSubException if a setting is wrong
	 */
	public PubSub build() {
		check();
		Sender direct = this.backend.openSender();
		Outbox joined = outbox(direct);
		EngineSettings settings = settings(joined);
		ContentFormat format = format();
		Duration held = held(joined);
		Sender sender = (joined != null && !held.isZero()) ? new HoldingSender(direct, joined) : direct;
		Transactions transactions = new Transactions(this.backend.name(), joined, outboxMeters(joined));
		SendLoop sending = new SendLoop(sender, this.backend.capabilities().limits().sendBatch());
		MessageEncoder encoder = new MessageEncoder(this.backend, held, this.clock, format);
		EnginePublisher publisher = new EnginePublisher(encoder, sending, transactions, TransactionPolicy.AUTO,
				settings);
		return new PubSubEngine(settings, publisher, transactions, sending,
				new SubscriptionFactory(settings, format, sender), format,
				new Redrives(new RedrivenMessages(encoder, format), sender));
	}

	private EngineSettings settings(@Nullable Outbox joined) {
		return new EngineSettings(this.backend, this.backend.capabilities().with(joined),
				KeptLetters.of(this.backend, joined), this.clock, this.inbox, this.publishTimeout, this.concurrency,
				new ErrorReporters(this.reporters), meters(), new Spans(this.observationRegistry, this.backend.name()),
				new Supervision(this.circuitBreaker, this.lagInterval, this.progressTimeout));
	}

	// For how long the outbox keeps messages that the backend cannot.

	private Duration held(@Nullable Outbox joined) {
		return (joined == null || this.backend.capabilities().of(Capability.DELAYED_DELIVERY) != Support.NONE)
				? Duration.ZERO : joined.maxDeliveryDelay();
	}

	private ContentFormat format() {
		return new ContentFormat(codecs(), new SchemaChecks(this.schemas),
				new CloudEventLayer(this.cloudEvents, this.cloudEventsByTopic),
				new ClaimLayer(this.claimCheck, this.clock));
	}

	private Codecs codecs() {
		List<Codec> all = new ArrayList<>(this.codecs);
		if (isProtobufPresent()) {
			all.add(new ProtobufCodec());
		}
		all.add(new JsonCodec((this.jsonMapper != null) ? this.jsonMapper : JsonMapper.builder().build()));
		return new Codecs(all);
	}

	private static boolean isProtobufPresent() {
		try {
			Class.forName("com.google.protobuf.MessageLite", false, PubSubBuilder.class.getClassLoader());
			return true;
		}
		catch (ClassNotFoundException ex) {
			return false;
		}
	}

	private @Nullable Outbox outbox(Sender sender) {
		if (this.outbox == null) {
			return this.backend.outbox();
		}
		try {
			return this.outbox.create(this.backend, sender);
		}
		catch (RuntimeException ex) {
			sender.close();
			this.backend.close();
			throw ex;
		}
	}

	private @Nullable OutboxMeters outboxMeters(@Nullable Outbox made) {
		return (this.outbox != null && made != null && this.meterRegistry != null)
				? new OutboxMeters(this.meterRegistry, this.backend.name(), made, this.clock) : null;
	}

	private Meters meters() {
		return (this.meterRegistry != null) ? new MicrometerMeters(this.meterRegistry, this.backend.name())
				: Meters.NONE;
	}

	private void check() {
		if (this.publishTimeout.isNegative() || this.publishTimeout.isZero()) {
			throw new PubSubException(ErrorKind.INVALID,
					"The publish time-out must be positive, not " + this.publishTimeout, null);
		}
		if (this.concurrency < 1) {
			throw new PubSubException(ErrorKind.INVALID, "The concurrency must be at least 1, not " + this.concurrency,
					null);
		}
		checkSupervision();
	}

	private void checkSupervision() {
		if (!this.lagInterval.isZero() && this.lagInterval.toMillis() < 1) {
			throw new PubSubException(ErrorKind.INVALID,
					"The lag interval must be at least 1 ms, or zero for never, not " + this.lagInterval, null);
		}
		if (this.progressTimeout.isNegative() || this.progressTimeout.isZero()) {
			throw new PubSubException(ErrorKind.INVALID,
					"The progress time-out must be positive, not " + this.progressTimeout, null);
		}
		if (this.circuitBreaker.failures() < 0 || this.circuitBreaker.probeInterval().toMillis() < 1
				|| this.circuitBreaker.maxProbeInterval().compareTo(this.circuitBreaker.probeInterval()) < 0) {
			throw new PubSubException(ErrorKind.INVALID,
					"A circuit breaker opens after so many failures, or 0 for never, and its probe interval is at least 1 ms "
							+ "and no longer than the longest: not " + this.circuitBreaker,
					null);
		}
	}

}
