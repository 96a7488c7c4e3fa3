// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class UnservedRequestsTests {

	private static final String WARNING = "answer HTTP requests, and there is no port for them";

	@Test
	void whenControllersAreLeftWithoutAPortThenOneWarningSaysWhatToSet(CapturedOutput output) {
		run(Orders.class);
		assertThat(output.toString().lines().filter((line) -> line.contains(WARNING))).singleElement()
			.asString()
			.contains("WARN",
					"UnservedRequestsTests.Orders.list and UnservedRequestsTests.Orders.mine " + WARNING
							+ ": sprocket-starter-management by itself sets server.port=-1."
							+ " Set server.port, or add sprocket-starter-server.");
	}

	@Test
	void whenRoutesAreLeftWithoutAPortThenTheyAreNamed(CapturedOutput output) {
		run(Routes.class);
		assertThat(output).contains("orderRoutes " + WARNING);
	}

	@Test
	void whenThereIsAPortThenThereIsNoWarning(CapturedOutput output) {
		run(Orders.class, "--server.port=0");
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void whenTheUserWantsNoPortThenThereIsNoWarning(CapturedOutput output) {
		run(Orders.class, "--server.port=-1");
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void whenNothingAnswersRequestsThenThereIsNoWarning(CapturedOutput output) {
		run(Application.class);
		assertThat(output).doesNotContain(WARNING);
	}

	private static void run(Class<?> source, String... arguments) {
		List<String> all = new ArrayList<>(List.of(arguments));
		all.add("--management.server.port=0");
		SpringApplication application = new SpringApplication(Application.class, source);
		application.setRegisterShutdownHook(false);
		application.run(all.toArray(String[]::new)).close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	@RestController
	static class Orders {

		@GetMapping("/orders")
		List<String> list() {
			return List.of();
		}

		@GetMapping("/orders/mine")
		List<String> mine() {
			return List.of();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Routes {

		@Bean
		RouterFunction<ServerResponse> orderRoutes() {
			return RouterFunctions.route().GET("/orders", (request) -> ServerResponse.ok().build()).build();
		}

	}

}
