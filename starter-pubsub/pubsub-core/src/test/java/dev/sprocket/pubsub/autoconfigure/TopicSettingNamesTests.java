// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Settings of topics that would mean nothing.
 */
class TopicSettingNamesTests {

	private final StandardEnvironment environment = new StandardEnvironment();

	@ParameterizedTest
	@ValueSource(strings = { "orders.backend", "[github.deliveries].backend", "[a.b].cloudevents.mode",
			"Orders.cloudEvents.source", "orders-eu.cloudevents.type", "cloudevents.schema" })
	void whenASettingIsKnownThenItIsTaken(String name) {
		set(name);
		TopicSettingNames.check(this.environment);
		assertThat(Binder.get(this.environment).bind("sprocket.pubsub", PubSubProperties.class).get().topics())
			.hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "github.deliveries.backend, [github.deliveries].backend",
			"a.b.c.cloudevents.mode, [a.b.c].cloudevents.mode", "orders.backend.schema, [orders.backend].schema" })
	void whenANameWithDotsStandsWithoutBracketsThenItIsShownWithThem(String name, String better) {
		set(name);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> TopicSettingNames.check(this.environment))
			.satisfies((failure) -> {
				assertThat(failure.getName()).isEqualTo("sprocket.pubsub.topics." + name);
				assertThat(failure.getValue()).isEqualTo("none");
				assertThat(failure.getReason()).isEqualTo("A topic whose name has dots stands in brackets: "
						+ "sprocket.pubsub.topics" + better + ", in YAML with quotes.");
			});
	}

	@Test
	void whenASettingIsUnknownThenThoseThatThereAreAreNamed() {
		set("orders.bakend");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> TopicSettingNames.check(this.environment))
			.satisfies((failure) -> assertThat(failure.getReason()).isEqualTo("It is no setting of a topic. There are "
					+ "backend, schema, cloudevents.mode, cloudevents.source, cloudevents.type."));
	}

	@Test
	void whenASettingComesFromTheEnvironmentThenItIsCheckedToo() {
		Map<String, Object> variables = new LinkedHashMap<>();
		variables.put("SPROCKET_PUBSUB_TOPICS_ORDERS_CLOUDEVENTS_MODE", "none");
		this.environment.getPropertySources()
			.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables));
		TopicSettingNames.check(this.environment);
		variables.put("SPROCKET_PUBSUB_TOPICS_GITHUB_DELIVERIES_BACKEND", "jdbc");
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> TopicSettingNames.check(this.environment))
			.satisfies((failure) -> assertThat(failure.getName())
				.isEqualTo("sprocket.pubsub.topics.github.deliveries.backend"));
	}

	private void set(String name) {
		String property = "sprocket.pubsub.topics" + (name.startsWith("[") ? "" : ".") + name;
		this.environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of(property, "none")));
	}

}
