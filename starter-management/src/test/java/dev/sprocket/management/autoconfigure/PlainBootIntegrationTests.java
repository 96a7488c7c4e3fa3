// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.yaml.snakeyaml.Yaml;

import static org.assertj.core.api.Assertions.assertThat;

class PlainBootIntegrationTests {

	private static final String OFF = "sprocket.opinions.enabled=false";

	@Test
	void whenStarterIsThereThenDefaultsAreExactlyTheOpinions() throws IOException {
		try (ManagementProcess process = ManagementProcess.start()) {
			assertThat(defaults(process.context())).isNotEmpty().isSubsetOf(listed());
		}
	}

	@Test
	void whenOpinionsAreOffThenPlainBootIsBack() {
		try (ManagementProcess process = ManagementProcess.start(OFF, "server.port=0")) {
			assertThat(defaults(process.context())).isEmpty();
			assertThat(process.get("/actuator/health").statusCode()).isEqualTo(200);
			assertThat(process.get("/actuator/env").statusCode()).isEqualTo(404);
			assertThat(process.get("/nothing").body()).contains("\"timestamp\"");
		}
	}

	@Test
	void whenStarterIsThereThenNoBeanOfBootIsTakenAway() {
		Set<String> plain;
		try (ManagementProcess process = ManagementProcess.start(OFF, "server.port=0")) {
			plain = bootBeans(process.context());
		}
		try (ManagementProcess process = ManagementProcess.start()) {
			assertThat(bootBeans(process.context())).containsAll(plain);
		}
	}

	private static Set<String> defaults(ConfigurableApplicationContext context) {
		PropertySource<?> source = context.getEnvironment().getPropertySources().get("defaultProperties");
		Set<String> names = new TreeSet<>();
		if (source instanceof EnumerablePropertySource<?> defaults) {
			names.addAll(List.of(defaults.getPropertyNames()));
			names.remove("sprocket.identity.instance-id");
		}
		return names;
	}

	private static Set<String> bootBeans(ConfigurableApplicationContext context) {
		return Stream.of(context.getBeanDefinitionNames())
			.filter((name) -> isBoot(context.getBeanFactory().getBeanDefinition(name)))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static boolean isBoot(BeanDefinition definition) {
		return String.valueOf(definition.getResourceDescription()).contains("org/springframework/boot");
	}

	private static Set<String> listed() throws IOException {
		Set<String> keys = new TreeSet<>();
		for (URL file : Collections
			.list(PlainBootIntegrationTests.class.getClassLoader().getResources("META-INF/sprocket/opinions.yaml"))) {
			try (InputStream in = file.openStream()) {
				Map<String, List<Map<String, Object>>> opinions = new Yaml().load(in);
				opinions.get("opinions").forEach((opinion) -> keys.add(opinion.get("key").toString()));
			}
		}
		return keys;
	}

}
