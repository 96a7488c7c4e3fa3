// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

import java.nio.file.Path;
import java.time.Clock;

import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.jdbc.EmbeddedBackendFactory;
import dev.sprocket.pubsub.jdbc.JdbcSettings;
import dev.sprocket.pubsub.memory.MemoryBackend;
import dev.sprocket.pubsub.spi.Backend;

/**
 * The engine as a service has it: observations that become Prometheus metrics, and
 * defaults otherwise.
 */
final class Engine {

	private Engine() {
	}

	static PubSub embedded(Path directory) {
		return over(new EmbeddedBackendFactory(directory.resolve("embedded.db"), JdbcSettings.DEFAULTS).create());
	}

	static PubSub memory() {
		return over(new MemoryBackend(Clock.systemUTC()));
	}

	private static PubSub over(Backend backend) {
		PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
		return new PubSubBuilder(backend).meterRegistry(meters).observationRegistry(observations).build();
	}

}
