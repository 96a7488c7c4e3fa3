// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

import dev.sprocket.test.servers.PostgresServer;
import dev.sprocket.test.servers.Scale;
import dev.sprocket.test.servers.ServiceProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A release under load: two instances of webhooks on one PostgreSQL, and one dashboard
 * that sends traffic to them through the balancer and repeats no call.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class RollingRestartIntegrationTests {

	private static final boolean FULL = Scale.isFull();

	private static final int CALLS = FULL ? 100 : 10;

	private static final int DELIVERIES = FULL ? 50 : 5;

	private static final int ROUNDS = FULL ? 3 : 1;

	private static final int SECONDS = FULL ? 10 : 4;

	private final String group = "release-" + UUID.randomUUID();

	private final String database = PostgresServer.start().url();

	private final List<ServiceProcess> webhooks = new ArrayList<>();

	private ServiceProcess dashboard;

	private Browser browser;

	private int started;

	@BeforeAll
	void start() {
		this.webhooks.add(startWebhooks());
		int port = ServiceProcess.freePort();
		this.dashboard = PackagedService.start("dashboard", "--server.port=" + port, "--management.server.port=0",
				"--spring.application.group=" + this.group, "--sprocket.rpc.client.retry.enabled=false");
		this.browser = new Browser(port);
		awaitInstances(1);
		this.webhooks.add(startWebhooks());
		awaitInstances(2);
		send(CALLS / 5, 0);
	}

	@AfterAll
	void stop() {
		this.webhooks.forEach(ServiceProcess::close);
		this.dashboard.close();
	}

	@Test
	@Order(1)
	void whenInstancesAreRestartedInTurnThenNothingFailsAndNothingIsLostOrDoubled() throws Exception {
		send(CALLS, DELIVERIES);
		for (int round = 0; round < ROUNDS; round++) {
			for (int turn = 0; turn < 2; turn++) {
				restart(turn);
			}
		}
		Flows flows = rest();
		assertThat(flows.failures()).isEmpty();
		assertThat(flows.failed()).isZero();
		assertDeliveriesAreCounted(flows.answered("deliveries"));
		report("%d restarts by SIGTERM: %s".formatted(2 * ROUNDS, flows));
	}

	@Test
	@Order(2)
	void whenAnInstanceIsKilledThenOnlyCallsInFlightToItFailAndDeliveriesStayExact() throws Exception {
		Flows earlier = Flows.of(this.browser);
		send(CALLS, DELIVERIES);
		String victim = this.group + "-" + this.started;
		Flows shortlyBefore = Flows.of(this.browser);
		JsonNode before = this.browser.picture();
		this.webhooks.get(1).kill();
		long killed = System.nanoTime();
		Flows after = noticed();
		long rpcs = inFlight(before, victim, "rpc") + after.begun("rpc") - shortlyBefore.begun("rpc");
		long requests = inFlight(before, victim, "http") + after.begunByHttp() - shortlyBefore.begunByHttp();
		Awaitility.await()
			.pollInterval(Duration.ofMillis(50))
			.until(() -> instance(this.browser.picture(), victim).isEmpty());
		Duration seen = Duration.ofNanos(System.nanoTime() - killed);
		Flows flows = rest();
		Awaitility.await().until(() -> this.browser.redeliver() == 0);
		assertThat(seen).isLessThan(Duration.ofSeconds(5));
		assertThat(flows.failed("rpc") - earlier.failed("rpc")).as("%s", flows.failures()).isLessThanOrEqualTo(rpcs);
		assertThat(flows.failedByHttp() - earlier.failedByHttp()).as("%s", flows.failures())
			.isLessThanOrEqualTo(requests);
		assertDeliveriesAreCounted(flows.answered("deliveries") + flows.failed("deliveries"));
		report(("SIGKILL: gone from the picture after %d ms; at most %d RPCs and %d HTTP requests had been in flight to it; "
				+ "since the start: %s")
			.formatted(seen.toMillis(), rpcs, requests, flows));
	}

	private void send(int calls, int deliveries) {
		long answered = Flows.of(this.browser).answered();
		this.browser.send(calls, calls, deliveries);
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(() -> Flows.of(this.browser).answered() > answered + (long) SECONDS * calls);
	}

	// A process is dead before its callers are told. Those that have made another call of
	// each kind since then have been.

	private Flows noticed() {
		Flows dead = Flows.of(this.browser);
		return Awaitility.await()
			.pollInterval(Duration.ofMillis(5))
			.until(() -> Flows.of(this.browser), (now) -> now.endedSince(dead));
	}

	private void restart(int turn) throws InterruptedException {
		ServiceProcess old = this.webhooks.get(turn);
		old.requestStop();
		assertThat(old.awaitExit()).as(old.log()).isZero();
		this.webhooks.set(turn, startWebhooks());
		awaitInstances(2);
	}

	private ServiceProcess startWebhooks() {
		return PackagedService.start("webhooks", "--spring.profiles.active=instance,postgresql",
				"--spring.datasource.url=" + this.database, "--spring.application.group=" + this.group,
				"--sprocket.identity.instance-id=" + this.group + "-" + ++this.started);
	}

	private void awaitInstances(int number) {
		Awaitility.await().atMost(Duration.ofMinutes(2)).ignoreException(IllegalStateException.class).until(() -> {
			this.dashboard.assertAlive();
			this.webhooks.forEach(ServiceProcess::assertAlive);
			return this.browser.picture().get("instances").size() == number;
		});
	}

	private static long inFlight(JsonNode picture, String id, String protocol) {
		return instance(picture, id).orElseThrow().get(protocol).get("inFlight").asLong();
	}

	private static Optional<JsonNode> instance(JsonNode picture, String id) {
		return StreamSupport.stream(picture.get("instances").spliterator(), false)
			.filter((instance) -> instance.get("instanceId").stringValue().equals(id))
			.findFirst();
	}

	private Flows rest() {
		this.browser.send(0, 0, 0);
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> Flows.of(this.browser).inFlight() == 0);
		return Flows.of(this.browser);
	}

	// One that is doubled may come a moment after the last.

	private void assertDeliveriesAreCounted(long delivered) {
		this.browser.send(0, 10, 0);
		Awaitility.await()
			.during(Duration.ofSeconds(2))
			.atMost(Duration.ofMinutes(1))
			.until(() -> this.browser.picture().get("deliveries").asLong() == delivered);
	}

	private static void report(String line) throws IOException {
		Path folder = Files
			.createDirectories(Path.of(System.getProperty("sprocket.root", "../..")).resolve("target/report"));
		Files.writeString(folder.resolve("rolling-restart.txt"), line + System.lineSeparator(),
				StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

}
