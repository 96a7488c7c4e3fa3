// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "webhooks.secret=" + GitHub.SECRET, "management.server.port=0", "spring.grpc.server.port=0" })
class ActivityControllerTests {

	@LocalServerPort
	private int port;

	@Autowired
	private JdbcClient jdbc;

	private GitHub gitHub;

	@DynamicPropertySource
	static void data(DynamicPropertyRegistry registry) {
		registry.add("webhooks.data", () -> TestFiles.data().toString());
	}

	@BeforeEach
	void connect() {
		Counting.awaitIdle(this.jdbc);
		this.gitHub = new GitHub(this.port);
	}

	@Test
	void whenADeliveryIsProcessedThenItIsTheFirstOfTheRecentOnes() {
		String id = UUID.randomUUID().toString();
		this.gitHub.post(id, "issues", """
				{"action":"opened","repository":{"full_name":"acme/rocket"},"sender":{"login":"ada"}}""");
		Awaitility.await().untilAsserted(() -> {
			JsonNode first = this.gitHub.get("/activity/recent").json().path(0);
			assertThat(first.path("delivery").asString()).isEqualTo(id);
			assertThat(first.path("event").asString()).isEqualTo("issues");
			assertThat(first.path("action").asString()).isEqualTo("opened");
			assertThat(first.path("repository").asString()).isEqualTo("acme/rocket");
			assertThat(first.path("sender").asString()).isEqualTo("ada");
			assertThat(first.path("receivedAt").asString()).endsWith("Z");
		});
		assertThat(this.gitHub.get("/activity").json().at("/byRepository/acme~1rocket").longValue()).isPositive();
	}

	@Test
	void whenThereAreMoreThanAHundredDeliveriesThenTheLastHundredAreRemembered() {
		long before = this.gitHub.get("/activity").json().get("deliveries").longValue();
		IntStream.range(0, 105).forEach((number) -> this.gitHub.post(UUID.randomUUID().toString(), "ping", "{}"));
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(() -> this.gitHub.get("/activity").json().get("deliveries").longValue() == before + 105);
		assertThat(this.gitHub.get("/activity/recent?limit=100").json()).hasSize(100);
		assertThat(this.gitHub.get("/activity/recent?limit=1").json()).hasSize(1);
		assertThat(this.gitHub.get("/activity/recent").json()).hasSize(20);
	}

	@Test
	void whenThereAreMoreDeliveriesThan32BitsHoldThenTheCountIsExact() {
		long many = 3_000_000_000L;
		this.jdbc.sql("insert into activity_count (kind, name, deliveries) values ('event', 'gollum', ?)")
			.param(many)
			.update();
		this.gitHub.post(UUID.randomUUID().toString(), "gollum", "{}");
		Awaitility.await()
			.until(() -> this.gitHub.get("/activity").json().at("/byEvent/gollum").longValue() == many + 1);
		assertThat(this.gitHub.get("/activity").json().get("deliveries").longValue()).isGreaterThan(many);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "101", "-1", "many", "1.5", "99999999999" })
	void whenLimitIsNotFrom1To100ThenTheAnswerIs400AndNamesIt(String limit) {
		GitHub.Answer answer = this.gitHub.get("/activity/recent?limit=" + limit);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.contentType()).startsWith("application/problem+json");
		assertThat(answer.body()).contains("limit");
	}

	@Test
	void whenADeliveryIsProcessedThenTheStreamSendsTheTotals() throws IOException {
		URLConnection stream = URI.create("http://localhost:" + this.port + "/activity/stream")
			.toURL()
			.openConnection();
		stream.setReadTimeout(20_000);
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8))) {
			assertThat(stream.getContentType()).startsWith("text/event-stream");
			assertThat(lines.readLine()).isEqualTo(":open");
			this.gitHub.post(UUID.randomUUID().toString(), "star", "{}");
			assertThat(lines.lines().filter((line) -> line.contains("\"star\":1")).findFirst()).isPresent();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/webhooks.css", "/webhooks.js", "/icon.svg" })
	void whenThePageIsLoadedThenAllItsPartsAreServedAndNoneIsInline(String path) {
		GitHub.Answer answer = this.gitHub.get(path);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body()).doesNotContain("onclick=", "style=", "<script>", "<style>");
	}

}
