// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroup;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

class PubSubReadinessTests {

	private static final String EXCLUDE = "management.endpoint.health.group.readiness.exclude";

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			none              |                 | true
			exclude           | db              | true
			exclude           | db, pubsubStore | false
			exclude[0]        | pubsubStore     | false
			""")
	void theStoreIsPartOfReadinessUnlessItIsExcluded(String name, String value, boolean member) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new MapPropertySource("test",
					Map.of(EXCLUDE.replace("exclude", name), Objects.requireNonNullElse(value, ""))));
		HealthEndpointGroup empty = (HealthEndpointGroup) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { HealthEndpointGroup.class }, (proxy, method, arguments) -> false);
		HealthEndpointGroups groups = new PubSubReadiness(environment)
			.postProcessHealthEndpointGroups(HealthEndpointGroups.of(empty, Map.of("readiness", empty)));
		assertThat(Objects.requireNonNull(groups.get("readiness")).isMember("pubsubStore")).isEqualTo(member);
	}

}
