// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class OpinionPrecedenceTests {

	@TempDir
	Path folder;

	private OpinionClassPath classPath;

	@BeforeEach
	void writeOpinion() {
		this.classPath = OpinionClassPath.of(this.folder, """
				starter: test
				opinions:
				- {key: test.greeting-text, value: ours, reason: because}
				- {key: test.list, value: "a,b", reason: because}
				""");
	}

	@Test
	void whenNothingElseSetsTheKeyThenTheOpinionApplies() {
		assertThat(valueOf(this.classPath.application(Application.class))).isEqualTo("ours");
	}

	@Test
	void whenADefaultPropertyIsSetThenItWins() {
		SpringApplication application = this.classPath.application(Application.class);
		application.setDefaultProperties(Map.of("test.greetingText", "theirs"));
		assertThat(valueOf(application)).isEqualTo("theirs");
	}

	@Test
	void whenAPropertySourceAnnotationSetsTheKeyThenItWins() {
		assertThat(valueOf(this.classPath.application(WithPropertySource.class))).isEqualTo("annotated");
	}

	@Test
	void whenAProfileFileSetsTheKeyThenItWins() throws IOException {
		Files.writeString(this.folder.resolve("application-blue.yaml"), "test: {greeting-text: theirs}");
		assertThat(valueOf(this.classPath.application(Application.class), "--spring.profiles.active=blue",
				"--spring.config.additional-location=" + this.folder + "/"))
			.isEqualTo("theirs");
	}

	@Test
	void whenAConfigTreeSetsTheKeyThenItWins() throws IOException {
		Path tree = Files.createDirectories(this.folder.resolve("tree"));
		Files.writeString(tree.resolve("test.greeting-text"), "theirs");
		assertThat(valueOf(this.classPath.application(Application.class),
				"--spring.config.import=configtree:" + tree + "/"))
			.isEqualTo("theirs");
	}

	@Test
	void whenAnEnvironmentVariableSetsTheKeyThenItWins() {
		SpringApplication application = this.classPath.application(Application.class);
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
							Map.of("TEST_GREETINGTEXT", "theirs")));
		application.setEnvironment(environment);
		assertThat(valueOf(application)).isEqualTo("theirs");
	}

	@Test
	void whenAnArgumentSetsTheKeyThenItWins() {
		assertThat(valueOf(this.classPath.application(Application.class), "--test.greeting-text=theirs"))
			.isEqualTo("theirs");
	}

	@Test
	void whenAUserWritesAListThenTheOpinionIsNotAdded() {
		try (ConfigurableApplicationContext context = this.classPath.application(Application.class)
			.run("--test.list[0]=x", "--test.list[1]=y")) {
			assertThat(context.getEnvironment().getProperty("test.list")).isNull();
			assertThat(context.getBean(Opinions.class).added()).containsExactly("test.greeting-text");
		}
	}

	@Test
	void whenOpinionsAreOffThenNoneApplies() {
		assertThat(valueOf(this.classPath.application(Application.class), "--sprocket.opinions.enabled=false"))
			.isNull();
	}

	private static String valueOf(SpringApplication application, String... arguments) {
		try (ConfigurableApplicationContext context = application.run(arguments)) {
			return context.getEnvironment().getProperty("test.greeting-text");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(OpinionAutoConfiguration.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@PropertySource("classpath:annotated.properties")
	static class WithPropertySource {

	}

}
