// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.springframework.cloud.client.ServiceInstance;

import dev.sprocket.discovery.LocalInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * How instances come and go.
 */
@Requires(RegistryCapability.REGISTRATION)
abstract class RegistrationConformanceTests extends ConformanceTests {

	private static final int PROCESSES = 4;

	@Test
	void whenInstanceRegistersThenOthersFindItSoon() {
		RegistryNode one = start();
		RegistryNode other = start();
		one.registry().register(instance("one"));
		awaitSeen(other, "one");
		awaitSeen(one, "one");
	}

	@Test
	void whenProcessStartsLaterThenItFindsWhoIsThere() {
		RegistryNode one = startWith(instance("one"));
		awaitSeen(one, "one");
		awaitSeen(start(), "one");
	}

	@Test
	void whenNothingIsRegisteredThenNothingIsFound() {
		RegistryNode one = start();
		RegistryNode other = start();
		holds("nobody", () -> instances(one).isEmpty() && instances(other).isEmpty());
	}

	@Test
	void whenInstanceDeregistersThenItIsGoneAtOnce() {
		RegistryNode one = start();
		RegistryNode other = startWith(instance("two"));
		one.registry().register(instance("one"));
		awaitSeen(other, "one", "two");
		awaitSeen(one, "one", "two");
		one.registry().deregister(instance("one"));
		within(harness().goneWithin(), "only the other", () -> sees(other, "two"));
		assertThat(sees(one, "two")).isTrue();
	}

	@Test
	void whenProcessStopsThenItsInstancesAreGoneAtOnce() {
		RegistryNode one = start();
		RegistryNode other = start();
		one.registry().register(instance("one"));
		awaitSeen(other, "one");
		close(one);
		within(harness().goneWithin(), "nobody", () -> instances(other).isEmpty());
	}

	@Test
	void whenInstanceRegistersAgainThenTheLastOneCounts() {
		RegistryNode one = start();
		RegistryNode other = start();
		one.registry().register(instance(SERVICE, "one", 8080, Map.of("version", "1", "old", "yes")));
		awaitSeen(other, "one");
		one.registry().register(instance(SERVICE, "one", 8081, Map.of("version", "2")));
		within(harness().visibleWithin(), "the new port",
				() -> instances(other).stream().map(ServiceInstance::getPort).toList().equals(List.of(8081)));
		assertThat(instances(other).get(0).getMetadata()).containsEntry("version", "2").doesNotContainKey("old");
	}

	@Test
	void whenInstanceOfTheSameIdRegistersElsewhereThenItIsFoundOnce() {
		RegistryNode one = start();
		RegistryNode other = start();
		one.registry().register(instance(SERVICE, "one", 8080, Map.of()));
		awaitSeen(other, "one");
		other.registry().register(instance(SERVICE, "one", 8081, Map.of()));
		within(harness().visibleWithin(), "the new port",
				() -> instances(one).stream().map(ServiceInstance::getPort).toList().equals(List.of(8081)));
	}

	@Test
	void whenInstanceNeverRegisteredThenDeregisteringIsHarmless() {
		RegistryNode one = startWith(instance("one"));
		awaitSeen(one, "one");
		assertThatNoException().isThrownBy(() -> one.registry().deregister(instance("two")));
		assertThat(sees(one, "one")).isTrue();
	}

	@Test
	void whenManyRegisterAndDeregisterAtOnceThenTheLastWordCounts() {
		RegistryNode observer = start();
		List<CompletableFuture<Void>> runs = new ArrayList<>();
		for (int process = 0; process < PROCESSES; process++) {
			LocalInstance instance = instance("i" + process);
			RegistryNode node = start();
			runs.add(CompletableFuture.runAsync(() -> comeAndGo(node, instance)));
		}
		runs.forEach(CompletableFuture::join);
		awaitSeen(observer, "i0", "i1", "i2", "i3");
		holds("all of them", () -> sees(observer, "i0", "i1", "i2", "i3"));
	}

	private static void comeAndGo(RegistryNode node, LocalInstance instance) {
		for (int round = 0; round < 25; round++) {
			node.registry().register(instance);
			node.registry().deregister(instance);
		}
		node.registry().register(instance);
	}

	@Test
	@Requires(RegistryCapability.CRASH_DETECTION)
	void whenProcessIsKilledThenItsInstancesAreGoneSoon() {
		RegistryNode one = start();
		RegistryNode other = start();
		RegistryNode third = startWith(instance("three"));
		one.registry().register(instance("one"));
		other.registry().register(instance("two"));
		awaitSeen(other, "one", "two", "three");
		awaitSeen(third, "one", "two", "three");
		kill(one);
		within(harness().failedWithin(), "the two that live",
				() -> sees(other, "two", "three") && sees(third, "two", "three"));
	}

	@Test
	@Requires(RegistryCapability.PARTITION)
	void whenPartsFindTogetherAgainThenAllInstancesAreFoundAgain() {
		RegistryNode one = start();
		RegistryNode other = start();
		one.registry().register(instance("one"));
		other.registry().register(instance("two"));
		awaitSeen(one, "one", "two");
		awaitSeen(other, "one", "two");
		harness().cutOff(one);
		within(harness().healedWithin(), "two parts", () -> sees(other, "two") && sees(one, "one"));
		one.registry().register(instance("one-more"));
		harness().reconnect(one);
		within(harness().healedWithin(), "everybody",
				() -> sees(other, "one", "one-more", "two") && sees(one, "one", "one-more", "two"));
	}

	@Test
	void whenNodesCloseThenNoThreadIsLeftBehind() {
		liveOnce();
		int before = Thread.activeCount();
		for (int round = 0; round < 3; round++) {
			liveOnce();
		}
		within(harness().healedWithin(), "threads to end", () -> Thread.activeCount() < before + 3);
	}

	private void liveOnce() {
		RegistryNode node = start();
		node.registry().register(instance("one"));
		awaitSeen(node, "one");
		close(node);
	}

}
