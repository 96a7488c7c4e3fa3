// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.util.HashMap;
import java.util.Map;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A whole application, as a user runs it.
 */
public final class Application implements AutoCloseable {

	private static final Map<String, Object> DEFAULTS = Map.of("server.port", 0, "management.server.port", 0,
			"spring.grpc.server.port", 0, "spring.application.name", "orders", "sprocket.identity.instance-id",
			"orders-1", "sprocket.lifecycle.propagation-delay", "0s", "logging.structured.format.console", "");

	public final ConfigurableApplicationContext context;

	private Application(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/**
	 * Run an application without servers.
	 * @param configuration what it consists of
	 * @param properties its properties
	 * @return the application, ready
	 */
	public static Application run(Class<?> configuration, String... properties) {
		return run(WebApplicationType.NONE, configuration, properties);
	}

	public static Application run(WebApplicationType type, Class<?> configuration, String... properties) {
		Map<String, Object> all = new HashMap<>(DEFAULTS);
		for (String property : properties) {
			int equals = property.indexOf('=');
			all.put(property.substring(0, equals), property.substring(equals + 1));
		}
		String[] arguments = all.entrySet().stream().map((entry) -> "--" + entry).toArray(String[]::new);
		return new Application(new SpringApplicationBuilder(Everything.class, configuration).web(type).run(arguments));
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	void readiness(ReadinessState state) {
		AvailabilityChangeEvent.publish(this.context, state);
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Everything {

	}

}
