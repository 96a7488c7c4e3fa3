// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.test;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.springframework.cloud.client.ServiceInstance;

import dev.sprocket.discovery.LocalInstance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * What is found.
 */
abstract class LookupConformanceTests extends ConformanceTests {

	private static final int MANY = 20;

	@Test
	void whenInstanceIsKnownThenEveryFieldIsFound() {
		Map<String, String> metadata = Map.of(LocalInstance.HTTP_PORT, "8080", LocalInstance.GRPC_PORT, "9090",
				LocalInstance.MANAGEMENT_PORT, "8081", LocalInstance.VERSION, "1.2.3", LocalInstance.ZONE, "a");
		RegistryNode node = startWith(instance(SERVICE, "one", 8080, metadata));
		awaitSeen(node, "one");
		ServiceInstance found = instances(node).get(0);
		assertThat(found.getServiceId()).isEqualTo(SERVICE);
		assertThat(found.getInstanceId()).isEqualTo("one");
		assertThat(found.getHost()).isEqualTo("127.0.0.1");
		assertThat(found.getPort()).isEqualTo(8080);
		assertThat(found.isSecure()).isFalse();
		assertThat(found.getUri()).hasToString("http://127.0.0.1:8080");
		assertThat(found.getMetadata()).containsAllEntriesOf(metadata);
	}

	@Test
	void whenMetadataIsLongOrForeignThenItIsFoundAsItIs() {
		Map<String, String> metadata = Map.of("name", "Zürich, 東京, \uD83D\uDE80", "long", "x".repeat(100_000), "empty",
				"", "a key = with : signs", "one\ntwo");
		RegistryNode node = startWith(instance(SERVICE, "one", 8080, metadata));
		awaitSeen(node, "one");
		assertThat(instances(node).get(0).getMetadata()).containsAllEntriesOf(metadata);
	}

	@Test
	void whenThereAreTwoServicesThenTheyDoNotMix() {
		RegistryNode node = startWith(instance("orders", "one", 8080, Map.of()),
				instance("stock", "one", 8090, Map.of()));
		within(harness().visibleWithin(), "both services",
				() -> node.client().getServices().containsAll(List.of("orders", "stock")));
		assertThat(node.client().getInstances("orders")).extracting(ServiceInstance::getPort).containsExactly(8080);
		assertThat(node.client().getInstances("stock")).extracting(ServiceInstance::getPort).containsExactly(8090);
	}

	@Test
	void whenThereAreManyInstancesThenAllAreFound() {
		LocalInstance[] many = IntStream.range(0, MANY)
			.mapToObj((number) -> instance(SERVICE, "i" + number, 8000 + number, Map.of()))
			.toArray(LocalInstance[]::new);
		RegistryNode node = startWith(many);
		within(harness().visibleWithin(), "all instances", () -> instances(node).size() == MANY);
		assertThat(instances(node)).extracting(ServiceInstance::getPort).doesNotHaveDuplicates();
	}

	@Test
	void whenServiceIsUnknownThenNothingIsFound() {
		RegistryNode node = startWith(instance("one"));
		assertThat(node.client().getInstances("nobody")).isNotNull().isEmpty();
		assertThat(node.client().getServices()).doesNotContain("nobody");
	}

	@Test
	void whenItIsProbedThenItAnswers() {
		RegistryNode node = startWith(instance("one"));
		assertThatNoException().isThrownBy(() -> node.client().probe());
		assertThat(node.client().description()).isNotBlank();
	}

}
