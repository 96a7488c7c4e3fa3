// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class CoreOpinionsTests {

	private static final String DELAY = "sprocket.lifecycle.propagation-delay";

	private final StandardEnvironment environment = new StandardEnvironment();

	private final List<OpinionFile> files = new OpinionFileReader(getClass().getClassLoader()).readAll();

	@Test
	void withoutReasonCoreHasNoOpinion() {
		assertThat(apply(Set.of("core", "pubsub")).opinions()).isEmpty();
	}

	@Test
	void kubernetesNeedsAPropagationDelay() {
		this.environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
							Map.of("KUBERNETES_SERVICE_HOST", "h", "KUBERNETES_SERVICE_PORT", "1")));
		apply(Set.of("core"));
		assertThat(this.environment.getProperty(DELAY)).isEqualTo("5s");
	}

	@Test
	void discoveryNeedsAPropagationDelay() {
		apply(Set.of("core", "discovery"));
		assertThat(this.environment.getProperty(DELAY)).isEqualTo("5s");
	}

	private Opinions apply(Set<String> starters) {
		return Opinions.apply(this.files, new OpinionConditions(this.environment, starters, 17, () -> false),
				this.environment);
	}

}
