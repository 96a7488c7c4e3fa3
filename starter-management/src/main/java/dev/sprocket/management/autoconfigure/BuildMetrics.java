// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.info.BuildProperties;
import org.springframework.core.env.Environment;

/**
 * The gauge {@code build}, always 1, whose tags say what runs.
 */
class BuildMetrics implements MeterBinder {

	private static final String UNKNOWN = "unknown";

	private final Environment environment;

	private final @Nullable BuildProperties build;

	BuildMetrics(Environment environment, @Nullable BuildProperties build) {
		this.environment = environment;
		this.build = build;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("build", () -> 1)
			.description("What runs: always 1, the tags say version, JVM and Spring Boot")
			.tag("version", version())
			.tag("java", Runtime.version().toString())
			.tag("spring.boot", SpringBootVersion.getVersion())
			.register(registry);
	}

	private String version() {
		String fallback = this.environment.getProperty("spring.application.version", UNKNOWN);
		if (this.build == null) {
			return fallback;
		}
		String version = this.build.getVersion();
		return (version != null) ? version : fallback;
	}

}
