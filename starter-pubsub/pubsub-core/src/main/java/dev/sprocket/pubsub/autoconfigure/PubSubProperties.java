// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import dev.sprocket.pubsub.CircuitBreakerPolicy;

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
 * @param topics settings of single topics, by name
 */
@ConfigurationProperties("sprocket.pubsub")
record PubSubProperties(@Nullable String backend, @DefaultValue("16") int concurrency,
		@DefaultValue("30s") Duration publishTimeout, @DefaultValue CircuitBreakerProperties circuitBreaker,
		@DefaultValue("30s") Duration lagInterval, @DefaultValue("5m") Duration progressTimeout,
		@DefaultValue Map<String, TopicProperties> topics) {

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

	}

	/**
	 * Settings of one topic.
	 *
	 * @param backend name of the backend that carries it
	 */
	record TopicProperties(String backend) {

	}

}
