// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.servlet.FilterRegistration;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.WebServer;
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
		List<String> tomcat;
		try (TestServer server = TestServer.start(Nothing.class, "sprocket.opinions.enabled=false")) {
			filters = filters(server.context());
			defaults = defaultProperties(server.context());
			tomcat = tomcat(server.context());
			assertThat(server.get("/nothing").body()).contains("\"timestamp\"");
			assertThat(server.get("/nothing").headers().map()).doesNotContainKeys("x-request-id", "x-frame-options");
		}
		assertThat(filters).containsExactlyInAnyOrder("characterEncodingFilter", "formContentFilter",
				"requestContextFilter", "webMvcObservationFilter");
		assertThat(defaults).isEmpty();
		assertThat(tomcat).containsExactlyInAnyOrder("Http11NioProtocol", "StandardEngineValve", "StandardHostValve",
				"ErrorReportValve");
	}

	@Test
	void whenStarterIsThereThenOnlyTheListedPartsOfTomcatAreReplaced() {
		try (TestServer server = TestServer.start(Nothing.class)) {
			assertThat(tomcat(server.context())).containsExactlyInAnyOrder("DrainingHttp11Protocol",
					"RequestsInProgress", "BodyRateValve", "StandardEngineValve", "StandardHostValve",
					"ProblemReportValve");
		}
		try (TestServer server = TestServer.start(Nothing.class, "sprocket.server.drain.enabled=false",
				"sprocket.server.body-limit.minimum-rate=0B", "sprocket.server.problem-details.enabled=false")) {
			assertThat(tomcat(server.context())).containsExactlyInAnyOrder("Http11NioProtocol", "StandardEngineValve",
					"StandardHostValve", "ErrorReportValve");
		}
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

	private static List<String> tomcat(ConfigurableApplicationContext context) {
		WebServer server = ((ServletWebServerApplicationContext) context).getWebServer();
		Tomcat tomcat = ((TomcatWebServer) Objects.requireNonNull(server)).getTomcat();
		return Stream
			.of(Stream.of(tomcat.getConnector().getProtocolHandler()),
					Stream.of(tomcat.getEngine().getPipeline().getValves()),
					Stream.of(tomcat.getHost().getPipeline().getValves()))
			.flatMap((part) -> part)
			.map((part) -> part.getClass().getSimpleName())
			.toList();
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
