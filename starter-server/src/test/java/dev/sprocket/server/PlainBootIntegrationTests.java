// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.servlet.FilterRegistration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.EnumerablePropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class PlainBootIntegrationTests {

	@Test
	void whenOpinionsAreOffThenPlainBootIsBack() {
		Set<String> filters;
		Map<String, Object> defaults;
		try (TestServer server = TestServer.start(Nothing.class, "sprocket.opinions.enabled=false")) {
			filters = filters(server.context());
			defaults = defaultProperties(server.context());
			assertThat(server.get("/nothing").body()).contains("\"timestamp\"");
			assertThat(server.get("/nothing").headers().map()).doesNotContainKeys("x-request-id", "x-frame-options");
		}
		assertThat(filters).containsExactlyInAnyOrder("characterEncodingFilter", "formContentFilter",
				"requestContextFilter", "webMvcObservationFilter");
		assertThat(defaults).isEmpty();
	}

	@Test
	void whenStarterIsThereThenOnlyTheListedFiltersAreAdded() {
		try (TestServer server = TestServer.start(Nothing.class)) {
			assertThat(filters(server.context())).containsExactlyInAnyOrder("characterEncodingFilter",
					"formContentFilter", "requestContextFilter", "requestIdFilter", "requestMetricsFilter",
					"traceFilter", "securityHeadersFilter", "problemFilter", "bodyLimitFilter");
		}
	}

	@Test
	void whenStarterIsThereThenDefaultsAreExactlyTheOpinions() {
		try (TestServer server = TestServer.start(Nothing.class)) {
			Set<String> defaults = new TreeSet<>(defaultProperties(server.context()).keySet());
			assertThat(OpinionFiles.keys()).containsAll(defaults);
		}
	}

	@Test
	void whenStarterIsThereThenNoBeanOfBootIsReplacedButTheListed() {
		Set<String> plain;
		try (TestServer server = TestServer.start(Nothing.class, "sprocket.opinions.enabled=false")) {
			plain = bootBeans(server.context());
		}
		try (TestServer server = TestServer.start(Nothing.class)) {
			Set<String> ours = bootBeans(server.context());
			assertThat(difference(plain, ours)).as("taken away")
				.containsExactlyInAnyOrder("basicErrorController", "webMvcObservationFilter");
		}
	}

	private static Set<String> difference(Set<String> one, Set<String> other) {
		return one.stream().filter((name) -> !other.contains(name)).collect(Collectors.toCollection(TreeSet::new));
	}

	private static Set<String> bootBeans(ConfigurableApplicationContext context) {
		return Stream.of(context.getBeanDefinitionNames())
			.filter((name) -> isBoot(context.getBeanFactory().getBeanDefinition(name)))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static boolean isBoot(BeanDefinition definition) {
		return String.valueOf(definition.getResourceDescription()).contains("org/springframework/boot");
	}

	private static Set<String> filters(ConfigurableApplicationContext context) {
		Map<String, ? extends FilterRegistration> registrations = ((ServletWebServerApplicationContext) context)
			.getServletContext()
			.getFilterRegistrations();
		return registrations.entrySet()
			.stream()
			.filter((entry) -> !entry.getKey().startsWith("Tomcat"))
			.map(Map.Entry::getKey)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Map<String, Object> defaultProperties(ConfigurableApplicationContext context) {
		Map<String, Object> all = new TreeMap<>();
		if (context.getEnvironment()
			.getPropertySources()
			.get("defaultProperties") instanceof EnumerablePropertySource<?> source) {
			for (String name : source.getPropertyNames()) {
				all.put(name, source.getProperty(name));
			}
			all.remove("sprocket.identity.instance-id");
		}
		return all;
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

}
