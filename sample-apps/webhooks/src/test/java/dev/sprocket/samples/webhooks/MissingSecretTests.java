// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
class MissingSecretTests {

	@Test
	void whenSecretIsMissingThenTheServiceRefusesToStartAndSaysWhatToSet(CapturedOutput output) {
		SpringApplication application = new SpringApplication(WebhooksApplication.class);
		assertThatException().isThrownBy(() -> application.run("--webhooks.data=target/missing-secret",
				"--sprocket.opinions.enabled=false", "--server.port=0", "--management.server.port=0"));
		assertThat(output).contains("APPLICATION FAILED TO START", "Property: webhooks.secret",
				"Reason: must be the secret that was given to GitHub with the webhook's address: set the "
						+ "environment variable WEBHOOKS_SECRET, or for a try-out run with the profile dev");
	}

}
