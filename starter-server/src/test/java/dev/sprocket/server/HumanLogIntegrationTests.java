// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LoggingSystemProperty;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class HumanLogIntegrationTests {

	@BeforeEach
	void forgetTheFormatOfOtherApplications() {
		System.clearProperty(LoggingSystemProperty.CONSOLE_STRUCTURED_FORMAT.getEnvironmentVariableName());
	}

	@Test
	void whenDevelopingThenLinesAreForPeopleAndNameTheRequest(CapturedOutput output) {
		try (TestServer server = TestServer.start(Api.class, "spring.application.name=billing",
				"spring.profiles.active=dev")) {
			server.get("/log", "X-Request-Id", "order-9");
			assertThat(output).contains("Service billing listens: HTTP http://localhost:" + server.port()
					+ ", management http://localhost:" + server.managementPort() + "/actuator");
			assertThat(output.toString().lines().filter((line) -> line.contains("handling"))).singleElement()
				.asString()
				.contains("[order-9] ");
			assertThat(output).doesNotContain("[] ");
		}
	}

	@Configuration(proxyBeanMethods = false)
	@RestController
	static class Api {

		private static final Logger logger = LoggerFactory.getLogger(Api.class);

		@GetMapping("/log")
		void log() {
			logger.info("handling");
		}

	}

}
