// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.test.util.TestSocketUtils;

import dev.sprocket.discovery.LocalInstance;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Instances that meet by a join line, as across machines.
 */
@ExtendWith(OutputCaptureExtension.class)
class SharedKeyIntegrationTests {

	private static final String KEY = "a secret that all of them share";

	private static final String OTHER_KEY = "a secret that nobody else has";

	@TempDir
	private Path temporary;

	private final List<EmbeddedNode> nodes = new ArrayList<>();

	@AfterEach
	void closeNodes() {
		this.nodes.forEach(EmbeddedNode::close);
	}

	@Test
	void whenKeyIsTheSameThenTheyFindEachOther() {
		int port = TestSocketUtils.findAvailableTcpPort();
		EmbeddedNode one = start(port, Map.of("key", KEY));
		EmbeddedNode two = start(0, Map.of("key", KEY, "join", "127.0.0.1:" + port));
		one.registry().register(instance("one"));
		two.registry().register(instance("two"));
		awaitSeen(one, "one", "two");
		awaitSeen(two, "one", "two");
	}

	@Test
	void whenJoinLineNamesSomebodyWhoStartsLaterThenTheyFindEachOtherAllTheSame() {
		int port = TestSocketUtils.findAvailableTcpPort();
		EmbeddedNode two = start(0, Map.of("key", KEY, "join", "localhost:" + port));
		two.registry().register(instance("two"));
		awaitSeen(two, "two");
		EmbeddedNode one = start(port, Map.of("key", KEY));
		awaitSeen(one, "two");
	}

	@Test
	void whenKeyIsAnotherThenItIsKeptOutAndBothSay(CapturedOutput output) {
		int port = TestSocketUtils.findAvailableTcpPort();
		EmbeddedNode one = start(port, Map.of("key", KEY));
		one.registry().register(instance("one"));
		EmbeddedNode stranger = start(0, Map.of("key", OTHER_KEY, "join", "127.0.0.1:" + port));
		stranger.registry().register(instance("two"));
		Awaitility.await()
			.untilAsserted(() -> assertThat(output)
				.contains("is kept out, as it has another key: set the same sprocket.discovery.embedded.key there")
				.contains("default: 127.0.0.1:" + port + " refuses this process, as it has another key: none of its "
						+ "instances is seen until sprocket.discovery.embedded.key is the same here"));
		Awaitility.await().during(Duration.ofSeconds(3)).until(() -> sees(one, "one") && sees(stranger, "two"));
		assertThat(output.toString().split("another key", -1)).hasSize(3);
		assertThat(output).doesNotContain("jgroups");
	}

	@Test
	void whenKeyIsBeingChangedThenNobodyIsKeptOut() {
		int port = TestSocketUtils.findAvailableTcpPort();
		EmbeddedNode one = start(port, Map.of("key", KEY, "accepted-keys", OTHER_KEY));
		EmbeddedNode two = start(0, Map.of("key", OTHER_KEY, "accepted-keys", KEY, "join", "127.0.0.1:" + port));
		one.registry().register(instance("one"));
		two.registry().register(instance("two"));
		awaitSeen(one, "one", "two");
		awaitSeen(two, "one", "two");
	}

	@Test
	void whenPortIsTakenThenItSaysSoAndTriesAgain(CapturedOutput output) throws IOException {
		EmbeddedNode one;
		try (ServerSocket taken = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			one = start(taken.getLocalPort(), Map.of("key", KEY));
			Awaitility.await()
				.untilAsserted(() -> assertThat(output).contains("default: not joined, tried again every 2 s")
					.contains(String.valueOf(taken.getLocalPort())));
		}
		Awaitility.await().untilAsserted(() -> assertThat(output).contains("default: joined as"));
		assertThat(one.client().getServices()).isEmpty();
	}

	private EmbeddedNode start(int port, Map<String, String> settings) {
		Map<String, String> properties = new HashMap<>();
		settings.forEach((key, value) -> properties.put("sprocket.discovery.embedded." + key, value));
		properties.put("sprocket.discovery.embedded.bind-address", "127.0.0.1");
		properties.put("sprocket.discovery.embedded.heartbeat-timeout", "3s");
		properties.put("sprocket.discovery.embedded.bind-port", String.valueOf(port));
		properties.put("sprocket.discovery.embedded.directory", this.temporary.resolve("m" + port).toString());
		EmbeddedNode node = EmbeddedNode.start(properties);
		this.nodes.add(node);
		return node;
	}

	private static LocalInstance instance(String id) {
		return new LocalInstance(id, "orders", "127.0.0.1", 8080, false, Map.of());
	}

	private static void awaitSeen(EmbeddedNode node, String... ids) {
		Awaitility.await("instances " + Arrays.toString(ids))
			.atMost(Duration.ofSeconds(90))
			.until(() -> sees(node, ids));
	}

	private static boolean sees(EmbeddedNode node, String... ids) {
		return node.client()
			.getInstances("orders")
			.stream()
			.map(ServiceInstance::getInstanceId)
			.toList()
			.equals(List.of(ids));
	}

}
