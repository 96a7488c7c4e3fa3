// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.test;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.springframework.cloud.client.ServiceInstance;

import dev.sprocket.discovery.spi.InstanceWatcher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a watch tells.
 */
@Requires(RegistryCapability.WATCH)
abstract class WatchConformanceTests extends ConformanceTests {

	@Test
	void whenWatchBeginsThenItTellsWhoIsThere() {
		RegistryNode node = startWith(instance("one"));
		awaitSeen(node, "one");
		List<List<String>> told = watch(node);
		within(harness().visibleWithin(), "the first call", () -> told.equals(List.of(List.of("one"))));
	}

	@Test
	void whenNobodyIsThereThenTheFirstCallSaysSo() {
		List<List<String>> told = watch(start());
		within(harness().visibleWithin(), "the first call", () -> told.equals(List.of(List.of())));
	}

	@Test
	void whenInstancesChangeThenAllOfThemAreToldEachTime() {
		RegistryNode node = start();
		RegistryNode other = start();
		other.registry().register(instance("one"));
		awaitSeen(node, "one");
		List<List<String>> told = watch(node);
		other.registry().register(instance("two"));
		awaitLast(told, List.of("one", "two"));
		other.registry().deregister(instance("one"));
		awaitLast(told, List.of("two"));
		close(other);
		awaitLast(told, List.of());
		assertThat(told).doesNotHaveDuplicates();
	}

	@Test
	void whenMetadataChangesThenItIsTold() {
		RegistryNode node = start();
		List<String> versions = new CopyOnWriteArrayList<>();
		node.watcher()
			.watch(SERVICE, (instances) -> instances
				.forEach((instance) -> versions.add(Objects.requireNonNull(instance.getMetadata()).get("version"))));
		node.registry().register(instance(SERVICE, "one", 8080, Map.of("version", "1")));
		node.registry().register(instance(SERVICE, "one", 8080, Map.of("version", "2")));
		within(harness().visibleWithin(), "both versions", () -> versions.equals(List.of("1", "2")));
	}

	@Test
	void whenAnotherServiceChangesThenNothingIsTold() {
		RegistryNode node = startWith(instance("one"));
		awaitSeen(node, "one");
		List<List<String>> told = watch(node);
		within(harness().visibleWithin(), "the first call", () -> told.size() == 1);
		node.registry().register(instance("stock", "one", 8090, Map.of()));
		holds("no second call", () -> told.size() == 1);
	}

	@Test
	void whenManyChangesComeThenNeverTwoCallsAtOnce() {
		RegistryNode node = start();
		RegistryNode other = start();
		AtomicInteger inside = new AtomicInteger();
		AtomicBoolean overlapped = new AtomicBoolean();
		List<List<String>> told = new CopyOnWriteArrayList<>();
		node.watcher().watch(SERVICE, (instances) -> {
			overlapped.compareAndSet(false, inside.incrementAndGet() > 1);
			told.add(ids(instances));
			inside.decrementAndGet();
		});
		for (int round = 0; round < 20; round++) {
			node.registry().register(instance("one"));
			other.registry().register(instance("two"));
			node.registry().deregister(instance("one"));
		}
		awaitLast(told, List.of("two"));
		assertThat(overlapped).isFalse();
	}

	@Test
	void whenListenerFailsThenOthersAndItselfAreToldGoOn() {
		RegistryNode node = start();
		AtomicInteger calls = new AtomicInteger();
		node.watcher().watch(SERVICE, (instances) -> {
			calls.incrementAndGet();
			throw new IllegalStateException("on purpose");
		});
		List<List<String>> told = watch(node);
		node.registry().register(instance("one"));
		awaitLast(told, List.of("one"));
		within(harness().visibleWithin(), "the next call", () -> calls.get() >= 2);
	}

	@Test
	void whenWatchIsClosedThenNothingMoreIsTold() {
		RegistryNode node = start();
		List<List<String>> told = new CopyOnWriteArrayList<>();
		InstanceWatcher.Watch watch = node.watcher().watch(SERVICE, (instances) -> told.add(ids(instances)));
		within(harness().visibleWithin(), "the first call", () -> told.size() == 1);
		watch.close();
		watch.close();
		node.registry().register(instance("one"));
		awaitSeen(node, "one");
		holds("no second call", () -> told.size() == 1);
	}

	private static List<List<String>> watch(RegistryNode node) {
		List<List<String>> told = new CopyOnWriteArrayList<>();
		node.watcher().watch(SERVICE, (List<ServiceInstance> instances) -> told.add(ids(instances)));
		return told;
	}

	private void awaitLast(List<List<String>> told, List<String> expected) {
		within(harness().visibleWithin(), "to be told " + expected,
				() -> !told.isEmpty() && told.get(told.size() - 1).equals(expected));
	}

}
