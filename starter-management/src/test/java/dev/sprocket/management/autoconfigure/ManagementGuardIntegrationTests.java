// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
class ManagementGuardIntegrationTests {

	private static final String[] OWN_PORT = { "sprocket.management.token=correct-horse" };

	private static final String[] SAME_PORT = { "sprocket.management.token=correct-horse", "management.server.port=",
			"server.port=0" };

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenEndpointIsOpenThenAnybodyMayAsk(boolean samePort) {
		try (ManagementProcess process = ManagementProcess.start(samePort ? SAME_PORT : OWN_PORT)) {
			for (String path : new String[] { "/health", "/health/liveness", "/health/readiness", "/health/startup",
					"/prometheus" }) {
				assertThat(process.get("/actuator" + path).statusCode()).as(path).isEqualTo(200);
			}
			assertThat(process.get("/actuator/health").body()).doesNotContain("diskSpace")
				.contains("\"status\":\"UP\"");
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whenEndpointIsClosedThenOnlyTheTokenOpensIt(boolean samePort) {
		try (ManagementProcess process = ManagementProcess.start(samePort ? SAME_PORT : OWN_PORT)) {
			for (String path : new String[] { "/actuator", "/actuator/", "/actuator/env", "/actuator/opinions",
					"/actuator/health/diskSpace", "/actuator/health/..;/env", "/actuator/%65nv", "/actuator/x/../env",
					"/actuator;a=b/env", "//actuator/env", "/ACTUATOR/env", "/actuator/health;a=b/../env" }) {
				assertThat(process.get(path).statusCode()).as(path).isIn(400, 401);
				assertThat(process.get(path, "Authorization", "Bearer correct-hors").statusCode()).as(path)
					.isIn(400, 401);
			}
			assertThat(process.get("/actuator/env", "Authorization", "Bearer correct-horse").statusCode())
				.isEqualTo(200);
			assertThat(process.get("/actuator/env", "Authorization", "bearer correct-horse").statusCode())
				.isEqualTo(200);
			assertThat(process.get("/actuator/health", "Authorization", "Bearer correct-horse").body())
				.contains("diskSpace");
		}
	}

	@Test
	void whenRefusedThenTheAnswerSaysWhatToDo() {
		try (ManagementProcess process = ManagementProcess.start()) {
			HttpResponse<String> response = process.get("/actuator/env", "Authorization", "Bearer ", "X-Request-Id",
					"probe-1");
			assertThat(response.statusCode()).isEqualTo(401);
			assertThat(response.headers().firstValue("WWW-Authenticate")).hasValue("Bearer realm=\"management\"");
			assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
			assertThat(response.headers().firstValue("X-Request-Id")).hasValue("probe-1");
			assertThat(response.body()).contains("\"code\":\"UNAUTHENTICATED\"", "\"requestId\":\"probe-1\"",
					"Set sprocket.management.token in the configuration and send the value of"
							+ " sprocket.management.token as 'Authorization: Bearer <token>' to use it.");
		}
	}

	@Test
	void whenDevelopingThenLoopbackIsEnoughUnlessSomethingHintsAtAProxyOrAPage() {
		try (ManagementProcess process = ManagementProcess.start("spring.profiles.active=dev")) {
			assertThat(process.get("/actuator/env").statusCode()).isEqualTo(200);
			for (String header : new String[] { "Origin", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host",
					"X-Real-IP", "X-FORWARDED-anything" }) {
				assertThat(process.get("/actuator/env", header, "localhost").statusCode()).as(header).isEqualTo(401);
			}
		}
	}

	@Test
	void whenManagementSharesThePortThenOneWarning(CapturedOutput output) {
		try (ManagementProcess process = ManagementProcess.start(SAME_PORT)) {
			assertThat(process.get("/elsewhere").statusCode()).isEqualTo(404);
			assertThat(output.toString().lines().filter((line) -> line.contains("share the port"))).singleElement()
				.asString()
				.contains("Set management.server.port to a port of its own.");
		}
	}

	@Test
	void whenPortIsTakenThenThePropertyIsNamed(CapturedOutput output) {
		try (ManagementProcess process = ManagementProcess.start()) {
			int port = process.port();
			assertThatException().isThrownBy(() -> ManagementProcess.start("management.server.port=" + port).close());
			assertThat(output).contains("Port " + port + " (management.server.port) is already in use.",
					"Stop the process that listens on port " + port
							+ ", or set management.server.port to a free port.");
		}
	}

}
