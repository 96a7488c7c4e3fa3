// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.server;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class PortWatchIntegrationTests {

	@Test
	void whenOwnPortRefusesThenTheApplicationStops(CapturedOutput output) {
		try (TestServer server = TestServer.start(Nothing.class)) {
			ServletWebServerApplicationContext context = (ServletWebServerApplicationContext) server.context();
			int port = server.port();
			TomcatWebServer tomcat = (TomcatWebServer) context.getWebServer();
			assertThat(tomcat).isNotNull();
			tomcat.getTomcat().getConnector().getProtocolHandler().closeServerSocketGraceful();
			Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> !context.isActive());
			assertThat(output).contains("port " + port + " refused connections 3 times in a row");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Nothing {

	}

}
