// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pub/sub where no optional library is on the class path, in a process that verifies
 * bytecode as those of users do.
 */
class BareClassPathIntegrationTests {

	@Test
	void whenProtobufIsNotThereThenPubSubWorksWithoutIt() throws IOException, InterruptedException {
		assertThat(ClassUtils.isPresent("com.google.protobuf.MessageLite", null)).isFalse();
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-cp", System.getProperty("java.class.path"), PublishingProcess.class.getName())
			.redirectErrorStream(true);
		builder.environment().remove("JDK_JAVA_OPTIONS");
		Process process = builder.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
	}

}
