// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import dev.sprocket.test.servers.Scale;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged jar, stopped by SIGTERM under load.
 */
class StopIntegrationTests {

	private static final int CLIENTS = 8;

	private static final int LOAD = Scale.isFull() ? 2000 : 200;

	private final Set<String> accepted = ConcurrentHashMap.newKeySet();

	private final Queue<String> failures = new ConcurrentLinkedQueue<>();

	private final AtomicInteger unanswered = new AtomicInteger();

	@Test
	void whenStoppedUnderLoadThenNothingAcceptedIsLostAndNoRequestIsCut() throws Exception {
		try (PackagedService service = new PackagedService(TestFiles.data()).startAndAwaitReady()) {
			ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
			for (int client = 0; client < CLIENTS; client++) {
				clients.execute(() -> postUntilRefused(service.port()));
			}
			Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> this.accepted.size() >= LOAD);
			List<RawRequest> halves = halfSent(service.port());
			BufferedReader stream = openStream(service.port());
			service.requestStop();
			Awaitility.await().until(() -> service.readiness() != 200);
			finish(halves);
			assertThat(events(stream)).allMatch((event) -> event.matches("data:\\{.+}"));
			assertThat(service.awaitExit()).isZero();
			clients.shutdown();
			assertThat(clients.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
			assertThat(this.failures).isEmpty();
			assertThat(service.log()).contains("Stopped in", "refuse", "deregister", "propagate", "stop-intake",
					"drain", "hooks", "flush", "telemetry");
			assertNothingAcceptedIsLost(service.startAndAwaitReady());
		}
	}

	private void postUntilRefused(int port) {
		while (true) {
			String id = UUID.randomUUID().toString();
			try (RawRequest request = new RawRequest(id, port)) {
				note(request, answerOf(request));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private int answerOf(RawRequest request) {
		try {
			return request.sendHalf().sendRest().status();
		}
		catch (IOException ex) {
			return 0;
		}
	}

	private void note(RawRequest request, int status) {
		switch (status) {
			case 202 -> this.accepted.add(request.id());
			case 0 -> this.unanswered.incrementAndGet();
			case 503 -> {
			}
			default -> this.failures.add(request.id() + " was answered with " + status);
		}
	}

	private List<RawRequest> halfSent(int port) throws IOException {
		List<RawRequest> requests = new ArrayList<>();
		for (int number = 0; number < CLIENTS; number++) {
			requests.add(new RawRequest("half-" + number, port).sendHalf());
		}
		Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> true);
		return requests;
	}

	private BufferedReader openStream(int port) throws IOException {
		URL address = URI.create("http://localhost:" + port + "/activity/stream").toURL();
		BufferedReader stream = new BufferedReader(new InputStreamReader(address.openStream(), StandardCharsets.UTF_8));
		assertThat(stream.readLine()).isEqualTo(":open");
		return stream;
	}

	/**
	 * Read a stream to its end as a browser does: an event counts once the blank line
	 * after it is there, what is left at the end is discarded (HTML, section 9.2.6).
	 * @param stream the stream
	 * @return its events
	 */
	private static List<String> events(BufferedReader stream) {
		List<String> parts = List.of(stream.lines().collect(Collectors.joining("\n", "", "\n.")).split("\n\n"));
		return parts.subList(0, parts.size() - 1)
			.stream()
			.map(String::strip)
			.filter((part) -> !part.isEmpty())
			.toList();
	}

	private void finish(List<RawRequest> halves) throws IOException {
		for (RawRequest half : halves) {
			assertThat(half.sendRest().status()).as(half.id()).isEqualTo(202);
			this.accepted.add(half.id());
			half.close();
		}
	}

	private void assertNothingAcceptedIsLost(PackagedService service) {
		for (String id : this.accepted) {
			assertThat(service.gitHub().post(id, "push", "{}").json().get("duplicate").booleanValue()).as(id).isTrue();
		}
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.until(() -> service.gitHub().get("/activity").json().get("deliveries").longValue() >= this.accepted
				.size());
		long processed = service.gitHub().get("/activity").json().get("deliveries").longValue();
		assertThat(processed).isBetween((long) this.accepted.size(),
				(long) this.accepted.size() + this.unanswered.get());
		TestFiles
			.report("webhooks: SIGTERM under load: %d answered with 202, all processed; %d connections closed unread"
				.formatted(this.accepted.size(), this.unanswered.get()));
	}

}
