// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
class RefusalToStartTests {

	@Test
	void whenSecretIsMissingThenItSaysWhatToSet(CapturedOutput output) {
		assertRefuses(output, "--server.port=0", "--management.server.port=0", "--spring.grpc.server.port=0",
				"--sprocket.opinions.enabled=false");
		assertThat(output).contains(
				"webhooks.secret is not set: without it nobody can tell a delivery of GitHub from a forged one.",
				"Set the environment variable WEBHOOKS_SECRET (or the property webhooks.secret) to the secret that was "
						+ "given to GitHub with the webhook's address. To try the service out, run it with "
						+ "--spring.profiles.active=dev, which has a secret of its own.");
	}

	@Test
	void whenSecretIsBlankThenItSaysWhatToSet(CapturedOutput output) {
		assertRefuses(output, "--spring.profiles.active=instance", "--sprocket.opinions.enabled=false",
				"--webhooks.secret= ");
		assertThat(output).contains("Set the environment variable WEBHOOKS_SECRET");
	}

	@Test
	void whenRetentionIsShorterThanGitHubSendsAgainThenItIsNamed(CapturedOutput output) {
		assertRefuses(output, "--spring.profiles.active=dev,instance", "--webhooks.retention=71h");
		assertThat(output)
			.contains("Property: webhooks.retention", "PT71H", "Reason: must be longer than or equal to 3 days")
			.doesNotContain("WEBHOOKS_SECRET");
	}

	@Test
	void whenFileToReplayIsMissingThenItIsNamed(CapturedOutput output) {
		assertRefuses(output, "--spring.profiles.active=dev,instance", "--webhooks.replay=missing/examples.json");
		assertThat(output).contains(
				"Invalid value 'missing/examples.json' for configuration property 'webhooks.replay'",
				Path.of("missing/examples.json").toAbsolutePath()
						+ " must be a readable JSON file: a list of events, each with its name and its examples.");
	}

	private static void assertRefuses(CapturedOutput output, String... arguments) {
		SpringApplication application = new SpringApplication(WebhooksApplication.class);
		String[] all = StringUtils.addStringToArray(arguments, "--webhooks.data=" + TestFiles.data());
		assertThatException().isThrownBy(() -> application.run(all));
		assertThat(output).contains("APPLICATION FAILED TO START");
	}

}
