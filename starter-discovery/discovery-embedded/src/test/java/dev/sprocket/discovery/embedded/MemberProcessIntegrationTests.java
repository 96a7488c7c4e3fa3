// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.cloud.client.ServiceInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes come, are killed, paused and stopped, as another process sees it.
 */
class MemberProcessIntegrationTests {

	private static final Duration START = Duration.ofSeconds(90);

	@TempDir
	private Path temporary;

	private EmbeddedNode observer;

	@BeforeEach
	void startObserver() {
		this.observer = EmbeddedNode.start(properties());
	}

	@AfterEach
	void stopObserver() {
		this.observer.close();
	}

	@Test
	void whenOneOfTwoIsKilledAndTheOtherStopsThenBothAreGone() throws Exception {
		try (MemberProcess one = start("one"); MemberProcess two = start("two")) {
			one.tell("register");
			two.tell("register");
			awaitSeen(START, "one", "two");
			one.signal("KILL");
			awaitSeen(Duration.ofSeconds(5), "two");
			Awaitility.await().until(two::printed, (text) -> text.contains(" failed, 2 members"));
			two.tell("stop");
			awaitSeen(Duration.ofSeconds(5));
			assertThat(two.awaitExit()).isZero();
			assertThat(two.printed()).contains("default: joined as orders/" + two.pid() + " at 127.0.0.1:")
				.contains("default: orders/" + one.pid() + " at 127.0.0.1:")
				.containsOnlyOnce(" failed, 2 members")
				.doesNotContain("jgroups")
				.doesNotContain("WARN", "ERROR");
		}
	}

	@Test
	void whenProcessIsPausedThenItIsGoneUntilItGoesOn() throws Exception {
		try (MemberProcess one = start("one")) {
			one.tell("register");
			awaitSeen(START, "one");
			one.signal("STOP");
			awaitSeen(Duration.ofSeconds(10));
			one.signal("CONT");
			awaitSeen(START, "one");
		}
	}

	private MemberProcess start(String id) {
		Map<String, String> properties = properties();
		properties.put("id", id);
		properties.put("spring.application.name", "orders");
		return MemberProcess.start(this.temporary.resolve(id + ".out"), properties);
	}

	private Map<String, String> properties() {
		return new HashMap<>(Map.of("sprocket.discovery.embedded.directory",
				this.temporary.resolve("members").toString(), "sprocket.discovery.embedded.heartbeat-timeout", "2s"));
	}

	private void awaitSeen(Duration limit, String... ids) {
		Awaitility.await("instances " + Arrays.toString(ids))
			.atMost(limit)
			.pollInterval(Duration.ofMillis(10))
			.until(() -> seen().equals(List.of(ids)));
	}

	private List<String> seen() {
		return this.observer.client().getInstances("orders").stream().map(ServiceInstance::getInstanceId).toList();
	}

}
