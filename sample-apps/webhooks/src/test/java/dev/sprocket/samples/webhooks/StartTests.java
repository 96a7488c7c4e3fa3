// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class StartTests {

	@Test
	void whenProfileIsInstanceThenPortsAreFreeOnesAndTheLogSaysWhere(CapturedOutput output) {
		Path data = TestFiles.data().resolve("made");
		try (ConfigurableApplicationContext service = SpringApplication.run(WebhooksApplication.class,
				"--spring.profiles.active=dev,instance", "--webhooks.data=" + data)) {
			int port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			String management = service.getEnvironment().getRequiredProperty("local.management.port");
			assertThat(new GitHub(port).get("/readyz").status()).isEqualTo(200);
			assertThat(port).isNotEqualTo(8080);
			assertThat(management).isNotEqualTo("8081");
			String address = "http://localhost:" + port;
			assertThat(output).contains(
					"Page: " + address + "/", "API: POST " + address + "/webhooks/github, GET " + address
							+ "/activity, GET " + address + "/activity/recent?limit=20",
					"management http://localhost:" + management + "/actuator");
		}
		assertThat(output.toString()).containsPattern(Delivery.TOPIC + " +activity +jdbc ");
		assertThat(Files.exists(data.resolve("webhooks.db"))).isTrue();
	}

}
