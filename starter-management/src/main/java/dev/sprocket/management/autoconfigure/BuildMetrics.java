// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.SpringBootVersion;

import dev.sprocket.identity.ServiceIdentity;

/**
 * The gauge {@code build}, always 1, whose tags say what runs.
 */
class BuildMetrics implements MeterBinder {

	private final ServiceIdentity identity;

	BuildMetrics(ServiceIdentity identity) {
		this.identity = identity;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("build", () -> 1)
			.description("What runs: always 1, the tags say version, JVM and Spring Boot")
			.tag("version", this.identity.version())
			.tag("java", Runtime.version().toString())
			.tag("spring.boot", SpringBootVersion.getVersion())
			.register(registry);
	}

}
