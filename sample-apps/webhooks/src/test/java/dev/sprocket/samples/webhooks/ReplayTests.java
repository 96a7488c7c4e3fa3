// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "webhooks.secret=" + GitHub.SECRET, "management.server.port=0", "spring.grpc.server.port=0" })
@ExtendWith(OutputCaptureExtension.class)
class ReplayTests {

	private final Map<String, Long> expected = TestFiles.examplesByEvent();

	@LocalServerPort
	private int port;

	@Autowired
	private JsonMapper json;

	@Autowired
	private Signature signature;

	@DynamicPropertySource
	static void files(DynamicPropertyRegistry registry) {
		registry.add("webhooks.data", () -> TestFiles.data().toString());
		registry.add("webhooks.replay", () -> TestFiles.examples().toString());
	}

	@Test
	void whenExamplesAreReplayedThenTotalsAreThoseOfTheFileAndASecondReplayChangesNothing(CapturedOutput output) {
		Awaitility.await()
			.atMost(Duration.ofMinutes(2))
			.until(() -> output.getOut().contains("Replay: totals are now"));
		int posted = Replay.read(TestFiles.examples(), this.json).size();
		assertThat(output).contains("Replay: " + posted + " of " + posted + " posted, 0 of them duplicates",
				"Replay: totals are now Totals[deliveries=" + posted + ", byEvent={");
		assertTotals();
		ReplayClient client = new ReplayClient("http://localhost:" + this.port, this.signature);
		for (Delivery example : Replay.read(TestFiles.examples(), this.json)) {
			assertThat(client.post(example)).isEqualTo(new GitHubWebhookController.Receipt(example.id(), true));
		}
		assertTotals();
	}

	private void assertTotals() {
		Activity.Totals totals = this.json.readValue(new GitHub(this.port).get("/activity").body(),
				Activity.Totals.class);
		assertThat(new TreeMap<>(totals.byEvent())).isEqualTo(this.expected);
		assertThat(totals.deliveries()).isEqualTo(this.expected.values().stream().mapToLong(Long::longValue).sum());
	}

}
