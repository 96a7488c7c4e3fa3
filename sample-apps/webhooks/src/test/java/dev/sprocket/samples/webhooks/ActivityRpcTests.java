// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Iterator;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.grpc.server.lifecycle.GrpcServerLifecycle;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

import dev.sprocket.samples.webhooks.v1.ActivityServiceGrpc;
import dev.sprocket.samples.webhooks.v1.GetActivityRequest;
import dev.sprocket.samples.webhooks.v1.ListRecentRequest;
import dev.sprocket.samples.webhooks.v1.Totals;
import dev.sprocket.samples.webhooks.v1.WatchActivityRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "webhooks.secret=" + GitHub.SECRET, "management.server.port=0", "spring.grpc.server.port=0" })
class ActivityRpcTests {

	@LocalServerPort
	private int port;

	@Autowired
	private GrpcServerLifecycle server;

	private GitHub gitHub;

	private ManagedChannel channel;

	private ActivityServiceGrpc.ActivityServiceBlockingStub activity;

	@DynamicPropertySource
	static void data(DynamicPropertyRegistry registry) {
		registry.add("webhooks.data", () -> TestFiles.data().toString());
	}

	@BeforeEach
	void connect() {
		this.gitHub = new GitHub(this.port);
		this.channel = Grpc.newChannelBuilder("localhost:" + this.server.getPort(), InsecureChannelCredentials.create())
			.build();
		this.activity = ActivityServiceGrpc.newBlockingStub(this.channel).withDeadlineAfter(30, TimeUnit.SECONDS);
	}

	@AfterEach
	void disconnect() {
		this.channel.shutdownNow();
	}

	@Test
	void whenADeliveryIsProcessedThenRpcAndJsonShowIt() {
		post("issues", "acme/rocket");
		Totals totals = this.activity.getActivity(GetActivityRequest.getDefaultInstance());
		assertThat(totals.getByRepositoryMap()).containsKey("acme/rocket");
		assertThat(totals.getByEventMap()).containsKey("issues");
		assertThat(this.activity.listRecent(ListRecentRequest.newBuilder().setLimit(1).build()).getDeliveriesList())
			.singleElement()
			.satisfies((delivery) -> assertThat(delivery.getRepository()).isEqualTo("acme/rocket"));
		JsonNode json = this.gitHub.get("/v1/activity").json();
		assertThat(json.get("deliveries").asLong()).isEqualTo(totals.getDeliveries());
		assertThat(json.at("/byRepository/acme~1rocket").asLong()).isPositive();
		assertThat(this.gitHub.get("/v1/activity/recent?limit=1").json().get("deliveries")).hasSize(1);
	}

	@Test
	void whenSomebodyWatchesThenChangesArrive() {
		Iterator<Totals> watch = this.activity.watchActivity(WatchActivityRequest.getDefaultInstance());
		long before = watch.next().getDeliveries();
		post("star", "acme/watched");
		assertThat(watch.next().getDeliveries()).isGreaterThan(before);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 101, -1 })
	void whenLimitIsNotFrom1To100ThenItIsNamed(int limit) {
		assertThatExceptionOfType(StatusRuntimeException.class)
			.isThrownBy(() -> this.activity.listRecent(ListRecentRequest.newBuilder().setLimit(limit).build()))
			.withMessageContaining("limit must be 1 to 100, not " + limit);
		GitHub.Answer answer = this.gitHub.get("/v1/activity/recent?limit=" + limit);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.contentType()).startsWith("application/problem+json");
		assertThat(answer.json().get("code").asString()).isEqualTo("LIMIT_OUT_OF_RANGE");
	}

	@Test
	void whenAMethodIsPostedAsConnectDoesThenItIsAnswered() {
		GitHub.Answer answer = post("/webhooks.v1.ActivityService/GetActivity");
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.json().has("deliveries")).isTrue();
	}

	@Test
	void whenAMethodIsUnknownThenItIsNotFound() {
		assertThat(post("/webhooks.v1.ActivityService/DeleteActivity").status()).isEqualTo(404);
	}

	private GitHub.Answer post(String method) {
		return this.gitHub.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + method))
			.header("Content-Type", "application/json")
			.header("Connect-Protocol-Version", "1")
			.POST(HttpRequest.BodyPublishers.ofString("{}")));
	}

	private void post(String event, String repository) {
		String id = UUID.randomUUID().toString();
		this.gitHub.post(id, event, "{\"repository\":{\"full_name\":\"%s\"}}".formatted(repository));
		Awaitility.await()
			.until(() -> this.gitHub.get("/activity/recent?limit=1").json().path(0).path("delivery").asString(""),
					id::equals);
	}

}
