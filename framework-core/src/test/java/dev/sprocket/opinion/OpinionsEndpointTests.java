// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.sprocket.opinion.OpinionsEndpoint.OpinionDescriptor;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class OpinionsEndpointTests {

	private static final String EXPOSED = "--management.endpoints.web.exposure.include=opinions";

	@TempDir
	Path folder;

	@Test
	void opinionInForceShowsTheStarterAsItsOrigin() {
		run((context) -> assertThat(find(context, "a.plain"))
			.isEqualTo(new OpinionDescriptor("a.plain", "${FRUIT:apple}", "apple", "opinion of test", "it is plain")));
	}

	@Test
	void overriddenOpinionShowsTheUsersValueAndItsOrigin() {
		run((context) -> {
			OpinionDescriptor opinion = find(context, "a.plain");
			assertThat(opinion.ours()).isEqualTo("${FRUIT:apple}");
			assertThat(opinion.value()).isEqualTo("pear");
			assertThat(opinion.origin()).isEqualTo("\"a.plain\" from property source \"commandLineArgs\"");
		}, "--a.plain=pear");
	}

	@Test
	void defaultPropertyOfTheUserIsNotTakenForAnOpinion() {
		SpringApplication application = application();
		application.setDefaultProperties(Map.of("a.plain", "${FRUIT:apple}"));
		try (ConfigurableApplicationContext context = application.run(EXPOSED)) {
			assertThat(find(context, "a.plain").origin()).contains("defaultProperties");
		}
	}

	@Test
	void listWrittenAsEntriesIsShownAsOneText() {
		run((context) -> assertThat(find(context, "a.plain").value()).isEqualTo("x,y"), "--a.plain[0]=x",
				"--a.plain[1]=y");
	}

	@Test
	void credentialsAreMasked() {
		run((context) -> {
			OpinionDescriptor opinion = find(context, "a.token");
			assertThat(opinion.ours()).isEqualTo("******");
			assertThat(opinion.value()).isEqualTo("******");
		}, "--a.token=hunter2");
	}

	@Test
	void usersSanitizingFunctionIsApplied() {
		run((context) -> assertThat(find(context, "a.hidden").value()).isEqualTo("******"));
	}

	@Test
	void oneLineCountsTheOpinions(CapturedOutput output) {
		run((context) -> {
		}, "--a.plain=pear");
		assertThat(output).contains("2 opinions in force, 1 overridden, see /actuator/opinions; "
				+ "sprocket.opinions.enabled=false turns them off");
	}

	@Test
	void whenOpinionsAreOffThenTheListIsEmptyAndNothingIsLogged(CapturedOutput output) {
		run((context) -> assertThat(context.getBean(OpinionsEndpoint.class).opinions().opinions()).isEmpty(),
				"--sprocket.opinions.enabled=false");
		assertThat(output).doesNotContain("in force");
	}

	@Test
	void whenTheEndpointIsNotExposedThenThereIsNone(CapturedOutput output) {
		try (ConfigurableApplicationContext context = application().run()) {
			assertThat(context.getBeansOfType(OpinionsEndpoint.class)).isEmpty();
		}
		assertThat(output).contains("3 opinions in force, 0 overridden; sprocket.opinions.enabled=false");
	}

	private static OpinionDescriptor find(ConfigurableApplicationContext context, String key) {
		return context.getBean(OpinionsEndpoint.class)
			.opinions()
			.opinions()
			.stream()
			.filter((opinion) -> opinion.key().equals(key))
			.findFirst()
			.orElseThrow();
	}

	private void run(Consumer<ConfigurableApplicationContext> test, String... arguments) {
		String[] all = new String[arguments.length + 1];
		all[0] = EXPOSED;
		System.arraycopy(arguments, 0, all, 1, arguments.length);
		try (ConfigurableApplicationContext context = application().run(all)) {
			test.accept(context);
		}
	}

	private SpringApplication application() {
		return OpinionClassPath.of(this.folder, """
				starter: test
				opinions:
				- {key: a.plain, value: '${FRUIT:apple}', reason: it is plain}
				- {key: a.token, value: none, reason: it is secret}
				- {key: a.hidden, value: 7, reason: the user hides it}
				""").application(Application.class);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(OpinionAutoConfiguration.class)
	static class Application {

		@Bean
		SanitizingFunction hiding() {
			return SanitizingFunction.sanitizeValue().ifKeyEndsWith("hidden");
		}

	}

}
