// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
class WebFluxRefusalTests {

	@Test
	void whenApplicationIsReactiveThenItIsRefusedInWords(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.REACTIVE);
		assertThatException().isThrownBy(() -> application.run("--logging.structured.format.console="));
		assertThat(output).contains(
				"Sprocket's starters serve Spring MVC on Tomcat, and this is a WebFlux application, whose management"
						+ " endpoints nothing would guard.",
				"Remove spring.main.web-application-type=reactive (and spring-boot-starter-webflux, unless only its"
						+ " WebClient is used) to become a Spring MVC application, or remove sprocket-starter-server and"
						+ " sprocket-starter-management.");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
