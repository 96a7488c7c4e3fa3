// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

import java.nio.file.Path;
import java.time.Clock;

import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
 * The engine as a service with a Prometheus registry has it: every publish, attempt and
 * settlement is counted and timed, and defaults otherwise.
 */
final class Engine {

	private Engine() {
	}

	static PubSub embedded(Path directory) {
		return builder(new EmbeddedBackendFactory(directory.resolve("embedded.db"), JdbcSettings.DEFAULTS).create())
			.build();
	}

	static PubSub memory() {
		return builder(new MemoryBackend(Clock.systemUTC())).build();
	}

	/**
	 * The engine with a span for each publish and attempt besides, handed to Micrometer's
	 * own handler, which times them once more.
	 * @return the engine
	 */
	static PubSub memoryWithSpans() {
		ObservationRegistry spans = ObservationRegistry.create();
		spans.observationConfig().observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
		return builder(new MemoryBackend(Clock.systemUTC())).observationRegistry(spans).build();
	}

	private static PubSubBuilder builder(Backend backend) {
		return new PubSubBuilder(backend).meterRegistry(new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
	}

}
