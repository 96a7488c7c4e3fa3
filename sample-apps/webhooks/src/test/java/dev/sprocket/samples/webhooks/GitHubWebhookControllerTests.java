// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
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

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "webhooks.secret=" + GitHub.SECRET, "management.server.port=0", "spring.grpc.server.port=0",
				"sprocket.server.body-limit.total=40MB" })
class GitHubWebhookControllerTests {

	private static final int CAP = 25 * 1024 * 1024;

	private static final String HEAD = "POST /webhooks/github HTTP/1.1\r\nHost: localhost\r\n"
			+ "Content-Type: application/json\r\nX-GitHub-Event: push\r\nX-GitHub-Delivery: %s\r\n";

	private final String id = UUID.randomUUID().toString();

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
	void whenDeliveryIsNewThenItIsAcceptedAndCounted() {
		long before = deliveries();
		GitHub.Answer answer = this.gitHub.post(this.id, "push", "{\"ref\":\"main\"}");
		assertThat(answer.status()).isEqualTo(202);
		assertThat(answer.body()).isEqualTo("{\"delivery\":\"" + this.id + "\",\"duplicate\":false}");
		awaitDeliveries(before + 1);
	}

	@Test
	void whenDeliveryIsSentAgainThenItIsADuplicateAndHasNoSecondEffect() {
		long before = deliveries();
		this.gitHub.post(this.id, "push", "{}");
		GitHub.Answer answer = this.gitHub.post(this.id, "push", "{}");
		assertThat(answer.status()).isEqualTo(202);
		assertThat(answer.body()).isEqualTo("{\"delivery\":\"" + this.id + "\",\"duplicate\":true}");
		this.gitHub.post(this.id + "-next", "push", "{}");
		awaitDeliveries(before + 2);
	}

	@Test
	void whenTheSameDeliveryComesAtTheSameTimeThenOneIsAcceptedAndTheOthersAreDuplicates() {
		long before = deliveries();
		List<CompletableFuture<GitHub.Answer>> answers = IntStream.range(0, 20)
			.mapToObj((number) -> this.gitHub.postAsync(this.id, "push", "{}"))
			.toList();
		assertThat(answers).extracting(CompletableFuture::join).extracting(GitHub.Answer::status).containsOnly(202);
		assertThat(answers).extracting(CompletableFuture::join)
			.filteredOn((answer) -> !answer.json().get("duplicate").booleanValue())
			.hasSize(1);
		awaitDeliveries(before + 1);
	}

	@Test
	void whenAnIdIsOlderThanTheRetentionThenItIsForgottenAndTheDeliveryCountsAgain() {
		long before = deliveries();
		this.gitHub.post(this.id, "push", "{}");
		awaitDeliveries(before + 1);
		age(this.id, Duration.ofDays(30).plusMinutes(1));
		this.gitHub.post(this.id + "-next", "push", "{}");
		assertThat(this.gitHub.post(this.id, "push", "{}").json().get("duplicate").booleanValue()).isFalse();
		awaitDeliveries(before + 3);
		assertThat(this.gitHub.get("/activity/recent?limit=100").json().findValuesAsString("delivery"))
			.containsOnlyOnce(this.id);
	}

	@Test
	void whenAnIdIsYoungerThanTheRetentionThenItIsStillADuplicate() {
		this.gitHub.post(this.id, "push", "{}");
		age(this.id, Duration.ofDays(30).minusMinutes(1));
		this.gitHub.post(this.id + "-next", "push", "{}");
		assertThat(this.gitHub.post(this.id, "push", "{}").json().get("duplicate").booleanValue()).isTrue();
	}

	@Test
	void whenManyIdsAreOldThenEachDeliveryForgetsTenOfThem() {
		for (int number = 0; number < 25; number++) {
			this.jdbc.sql("insert into delivery (id, received_at) values (?, 0)").param("old-" + number).update();
		}
		this.gitHub.post(this.id, "push", "{}");
		assertThat(oldIds()).isEqualTo(15);
		this.gitHub.post(this.id, "push", "{}");
		assertThat(oldIds()).as("After a duplicate").isEqualTo(15);
		this.gitHub.post(this.id + "-2", "push", "{}");
		this.gitHub.post(this.id + "-3", "push", "{}");
		assertThat(oldIds()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "text/plain", "application/xml", "application/x-www-form-urlencoded", "application/*+json",
			"nonsense" })
	void whenContentTypeIsNotJsonThenTheAnswerIs415(String type) {
		assertProblem(415,
				this.gitHub.post(this.id, "push", "{}", (request) -> request.setHeader("Content-Type", type)));
	}

	@Test
	void whenContentTypeHasACharsetThenTheDeliveryIsAccepted() {
		GitHub.Answer answer = this.gitHub.post(this.id, "push", "{}",
				(request) -> request.setHeader("Content-Type", "application/json; charset=utf-8"));
		assertThat(answer.status()).isEqualTo(202);
	}

	@ParameterizedTest
	@ValueSource(strings = { "X-GitHub-Event", "X-GitHub-Delivery" })
	void whenHeaderIsMissingThenTheAnswerIs400AndNamesIt(String header) {
		HttpRequest complete = this.gitHub.delivery(this.id, "push", bytes("{}")).build();
		HttpRequest.Builder incomplete = HttpRequest.newBuilder(complete, (name, value) -> !name.equals(header));
		assertThat(assertProblem(400, this.gitHub.send(incomplete)).body()).contains(header);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "a/b", "<script>" })
	void whenNameOfTheEventIsNoNameThenTheAnswerIs400(String event) {
		assertProblem(400, this.gitHub.post(this.id, event, "{}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "{\"a\":1}}", "[]", "7", "\"text\"", "null", "{\"a\":01}", "{\"repository\":7}",
			"{\"a\":\"\u0001\"}" })
	void whenSignedBodyIsNoJsonObjectThenTheAnswerIs400(String body) {
		assertProblem(400, this.gitHub.post(this.id, "push", body));
	}

	@Test
	void whenSignatureIsMissingThenTheAnswerIs401() {
		HttpRequest signed = this.gitHub.delivery(this.id, "push", bytes("{}")).build();
		assertProblem(401,
				this.gitHub.send(HttpRequest.newBuilder(signed, (name, value) -> !name.equals("X-Hub-Signature-256"))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "sha256=00", "sha1=5d61605c3feea9799210ddcb71307d4ba264225f", "nonsense" })
	void whenSignatureIsWrongThenTheAnswerIs401EvenIfTheBodyIsMalformed(String signature) {
		GitHub.Answer answer = this.gitHub.post(this.id, "push", "{",
				(request) -> request.setHeader("X-Hub-Signature-256", signature));
		assertThat(assertProblem(401, answer).json().get("code").stringValue()).isEqualTo("BAD_SIGNATURE");
	}

	@Test
	void whenContentLengthIsAboveTheCapThenTheAnswerIs413BeforeTheBodyIsSent() throws IOException {
		assertThat(answerTo("Content-Length: " + (CAP + 1), new byte[0], 0)).startsWith("HTTP/1.1 413");
	}

	@Test
	void whenChunkedBodyPassesTheCapThenTheAnswerIs413BeforeItsEnd() throws IOException {
		byte[] chunk = bytes("100000\r\n" + "x".repeat(0x100000) + "\r\n");
		assertThat(answerTo("Transfer-Encoding: chunked", chunk, 26)).startsWith("HTTP/1.1 413");
	}

	@Test
	void whenBodyIsAsLargeAsTheCapThenTheDeliveryIsAccepted() {
		String body = "{\"text\":\"" + "x".repeat(CAP - 11) + "\"}";
		long before = deliveries();
		assertThat(body).hasSize(CAP);
		assertThat(this.gitHub.post(this.id, "push", body).status()).isEqualTo(202);
		awaitDeliveries(before + 1);
	}

	@Test
	void whenOtherBodiesHoldTheMemoryThenTheAnswerIs503UntilTheyAreOver() throws IOException {
		String body = "{\"text\":\"" + "x".repeat(CAP - 11) + "\"}";
		try (Socket holder = new Socket("localhost", this.port)) {
			holder.getOutputStream()
				.write(bytes(
						HEAD.formatted("holder") + "Content-Length: " + CAP + "\r\n\r\n" + body.substring(0, CAP - 1)));
			Awaitility.await().untilAsserted(() -> assertProblem(503, this.gitHub.post(this.id, "push", body)));
		}
		Awaitility.await()
			.untilAsserted(() -> assertThat(this.gitHub.post(this.id, "push", body).status()).isEqualTo(202));
	}

	@Test
	void whenMethodIsNotPostThenTheAnswerIs405() {
		assertProblem(405, this.gitHub.get("/webhooks/github"));
	}

	private void age(String id, Duration age) {
		this.jdbc.sql("update delivery set received_at = ? where id = ?")
			.params(Instant.now().minus(age).toEpochMilli(), id)
			.update();
	}

	private long oldIds() {
		return this.jdbc.sql("select count(*) from delivery where id like 'old-%'").query(Long.class).single();
	}

	private GitHub.Answer assertProblem(int status, GitHub.Answer answer) {
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.contentType()).startsWith("application/problem+json");
		assertThat(answer.json().propertyNames()).contains("type", "title", "status", "detail", "instance", "code",
				"requestId");
		return answer;
	}

	private String answerTo(String framing, byte[] chunk, int chunks) throws IOException {
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.setSoTimeout(20_000);
			OutputStream out = socket.getOutputStream();
			out.write(bytes(HEAD.formatted(this.id) + framing + "\r\n\r\n"));
			for (int sent = 0; sent < chunks; sent++) {
				out.write(chunk);
			}
			byte[] start = socket.getInputStream().readNBytes(12);
			return new String(start, StandardCharsets.US_ASCII);
		}
	}

	private void awaitDeliveries(long expected) {
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(this::deliveries, (count) -> count >= expected);
		assertThat(deliveries()).isEqualTo(expected);
	}

	private long deliveries() {
		return this.gitHub.get("/activity").json().get("deliveries").longValue();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
