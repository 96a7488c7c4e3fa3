// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import dev.sprocket.pubsub.CircuitBreakerPolicy;
import dev.sprocket.pubsub.content.CloudEventMode;
import dev.sprocket.pubsub.content.CloudEventPolicy;
import dev.sprocket.pubsub.spi.SettingRules;

/**
 * Settings of pub/sub that do not depend on the backend.
 *
 * @param backend name of the backend, such as embedded, jdbc, memory or kafka; may be
 * left out where only one is on the class path
 * @param concurrency how many messages a subscription handles at a time that does not say
 * @param publishTimeout how long a publisher waits for the backend or for room in a full
 * backlog
 * @param circuitBreaker when a subscription stops trying because everything fails
 * @param lagInterval how often a backend is asked what waits for a subscription, for
 * metrics and health; 0s for never
 * @param progressTimeout how long messages may wait while a subscription settles none
 * before health is down
 * @param cloudevents whether and how messages are published as CloudEvents; those of
 * others are read in any case
 * @param claimCheck where large bodies are kept instead of in their messages
 * @param topics settings of single topics, by name
 */
@ConfigurationProperties(PubSubProperties.PREFIX)
record PubSubProperties(@Nullable String backend, @DefaultValue("16") int concurrency,
		@DefaultValue("30s") Duration publishTimeout, @DefaultValue CircuitBreakerProperties circuitBreaker,
		@DefaultValue("30s") Duration lagInterval, @DefaultValue("5m") Duration progressTimeout,
		@DefaultValue CloudEventProperties cloudevents, @DefaultValue ClaimCheckProperties claimCheck,
		@DefaultValue Map<String, TopicProperties> topics) {

	static final String PREFIX = "sprocket.pubsub";

	/**
	 * Refuse what nothing can work with, naming it.
	 */
	void check() {
		SettingRules.require(this.concurrency >= 1, PREFIX + ".concurrency", this.concurrency,
				"It must be at least 1.");
		SettingRules.positive(PREFIX + ".publish-timeout", this.publishTimeout);
		SettingRules.require(this.lagInterval.isZero() || this.lagInterval.toMillis() >= 1, PREFIX + ".lag-interval",
				this.lagInterval, "It must be at least 1 ms, or 0 for never.");
		SettingRules.positive(PREFIX + ".progress-timeout", this.progressTimeout);
		this.circuitBreaker.check(PREFIX + ".circuit-breaker");
		this.claimCheck.check(PREFIX + ".claim-check");
		checkSource(PREFIX + ".cloudevents.source", this.cloudevents.source());
		this.topics.forEach((topic, settings) -> checkSource(TopicSettingNames.of(topic, "cloudevents.source"),
				settings.cloudevents().source()));
	}

	private static void checkSource(String property, @Nullable String source) {
		SettingRules.require(source == null || CloudEventPolicy.isSource(source), property, source,
				"It must be a URI reference, such as /orders or https://example.com/orders.");
	}

	/**
	 * When a subscription stops trying because everything fails.
	 *
	 * @param failures how many different messages must have failed in a row; 0 for never
	 * @param probeInterval the pause before one message is tried; twice as long each time
	 * @param maxProbeInterval no pause is longer
	 */
	record CircuitBreakerProperties(@DefaultValue("10") int failures, @DefaultValue("1s") Duration probeInterval,
			@DefaultValue("60s") Duration maxProbeInterval) {

		CircuitBreakerPolicy policy() {
			return new CircuitBreakerPolicy(this.failures, this.probeInterval, this.maxProbeInterval);
		}

		private void check(String prefix) {
			SettingRules.require(this.failures >= 0, prefix + ".failures", this.failures,
					"It must be at least 1, or 0 for never.");
			SettingRules.positive(prefix + ".probe-interval", this.probeInterval);
			SettingRules.require(this.maxProbeInterval.compareTo(this.probeInterval) >= 0,
					prefix + ".max-probe-interval", this.maxProbeInterval,
					"It must not be shorter than the probe interval, which is " + this.probeInterval + ".");
		}

	}

	/**
	 * Whether and how messages are published as CloudEvents.
	 *
	 * @param mode none, binary (the attributes are headers) or structured (one JSON
	 * document)
	 * @param source who publishes, a URI reference; by default /APPLICATION, where
	 * APPLICATION is spring.application.name
	 * @param type what has happened, such as com.example.order.placed; by default the
	 * name of the topic
	 */
	record CloudEventProperties(@DefaultValue("none") CloudEventMode mode, @Nullable String source,
			@Nullable String type) {

	}

	/**
	 * Where large bodies are kept instead of in their messages.
	 *
	 * @param threshold a body that is larger goes to the store; by default none does
	 * @param folder the store: a folder, which all instances share; a bean of type
	 * ClaimStore comes before it
	 * @param retention how long a body is kept; longer than any subscription is behind
	 * and any dead letter is left waiting
	 */
	record ClaimCheckProperties(@Nullable DataSize threshold, @Nullable Path folder,
			@DefaultValue("14d") Duration retention) {

		private void check(String prefix) {
			SettingRules.require(this.threshold == null || !this.threshold.isNegative(), prefix + ".threshold",
					this.threshold, "It must not be negative.");
			SettingRules.positive(prefix + ".retention", this.retention);
		}

	}

	/**
	 * Settings of one topic.
	 *
	 * @param backend name of the backend that carries it, if it is not the common one
	 * @param cloudevents how its messages are published as CloudEvents, where that is not
	 * the common way
	 * @param schema where the JSON Schema of its payloads is, such as
	 * classpath:schemas/order.json; what does not match is refused at publish and a dead
	 * letter on receipt
	 */
	record TopicProperties(@Nullable String backend, @DefaultValue TopicEventProperties cloudevents,
			@Nullable String schema) {

	}

	/**
	 * How the messages of one topic are published as CloudEvents, where that is not the
	 * common way.
	 *
	 * @param mode none, binary or structured
	 * @param source who publishes
	 * @param type what has happened
	 */
	record TopicEventProperties(@Nullable CloudEventMode mode, @Nullable String source, @Nullable String type) {

	}

}
