// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
class MissingExamplesTests {

	@Test
	void whenFileToReplayIsMissingThenTheServiceRefusesToStartAndNamesIt(CapturedOutput output) {
		SpringApplication application = new SpringApplication(WebhooksApplication.class);
		assertThatException().isThrownBy(() -> application.run("--spring.profiles.active=dev,instance",
				"--webhooks.data=" + TestFiles.data(), "--webhooks.replay=missing/examples.json"));
		assertThat(output).contains("APPLICATION FAILED TO START",
				"Invalid value 'missing/examples.json' for configuration property 'webhooks.replay'",
				Path.of("missing/examples.json").toAbsolutePath()
						+ " must be a readable JSON file: a list of events, each with its name and its examples.");
	}

}
