// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.springframework.cloud.client.ServiceInstance;

import dev.sprocket.discovery.LocalInstance;

/**
 * What the parts of the conformance suite share.
 */
@Timeout(120)
abstract class ConformanceTests {

	static final String SERVICE = "orders";

	private final List<RegistryNode> nodes = new ArrayList<>();

	private @Nullable RegistryHarness harness;

	abstract RegistryHarness createHarness() throws Exception;

	@BeforeEach
	void openHarness(TestInfo test) throws Exception {
		this.harness = createHarness();
		Stream
			.concat(test.getTestClass().stream().flatMap((type) -> Stream.of(type, type.getSuperclass())),
					test.getTestMethod().stream())
			.map((element) -> element.getAnnotation(Requires.class))
			.filter((requires) -> requires != null)
			.map(Requires::value)
			.forEach((needed) -> Assumptions.assumeTrue(harness().capabilities().contains(needed),
					() -> harness().name() + " does not declare " + needed));
	}

	@AfterEach
	void closeHarness() {
		this.nodes.forEach(RegistryNode::close);
		this.nodes.clear();
		harness().close();
	}

	RegistryHarness harness() {
		if (this.harness == null) {
			throw new IllegalStateException("The test has not begun");
		}
		return this.harness;
	}

	RegistryNode start() {
		RegistryNode node = harness().start();
		this.nodes.add(node);
		return node;
	}

	RegistryNode startWith(LocalInstance... instances) {
		RegistryNode node = harness().startWith(List.of(instances));
		this.nodes.add(node);
		return node;
	}

	void close(RegistryNode node) {
		this.nodes.remove(node);
		node.close();
	}

	void kill(RegistryNode node) {
		this.nodes.remove(node);
		harness().kill(node);
	}

	static LocalInstance instance(String id) {
		return instance(SERVICE, id, 8080, Map.of());
	}

	static LocalInstance instance(String service, String id, int port, Map<String, String> metadata) {
		return new LocalInstance(id, service, "127.0.0.1", port, false, metadata);
	}

	static List<ServiceInstance> instances(RegistryNode node) {
		return node.client().getInstances(SERVICE);
	}

	static List<String> ids(List<ServiceInstance> instances) {
		return List.copyOf(new TreeSet<>(instances.stream().map(ServiceInstance::getInstanceId).toList()));
	}

	static boolean sees(RegistryNode node, String... ids) {
		return ids(instances(node)).equals(List.copyOf(new TreeSet<>(Arrays.asList(ids))));
	}

	static void within(Duration limit, String what, BooleanSupplier condition) {
		Awaitility.await(what)
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.atMost(limit)
			.until(condition::getAsBoolean);
	}

	void awaitSeen(RegistryNode node, String... ids) {
		within(harness().visibleWithin(), "instances " + List.of(ids), () -> sees(node, ids));
	}

	/**
	 * Check that something stays for a little while.
	 * @param what what must hold
	 * @param condition whether it does
	 */
	static void holds(String what, BooleanSupplier condition) {
		Awaitility.await(what)
			.pollInSameThread()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.failFast("It does not hold: " + what, () -> !condition.getAsBoolean())
			.during(Duration.ofMillis(300))
			.until(() -> true);
	}

}
