// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.context.annotation.Import;

import dev.sprocket.discovery.spi.InstanceWatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class LookupTests {

	private static final ServiceInstance FIRST = new DefaultServiceInstance("1", "payments", "10.0.0.1", 80, false);

	private static final ServiceInstance SECOND = new DefaultServiceInstance("2", "payments", "10.0.0.2", 80, false);

	@Test
	void whenRegistryIsDownThenTheLastKnownInstancesStay(CapturedOutput output) {
		try (Application application = Application.run(Config.class)) {
			DiscoveryClient client = application.bean(DiscoveryClient.class);
			Directory directory = application.bean(Directory.class);
			directory.instances = List.of(FIRST);
			assertThat(client.getInstances("payments")).containsExactly(FIRST);
			assertThat(client.getServices()).contains("payments");
			directory.down = true;
			assertThat(client.getInstances("payments")).containsExactly(FIRST);
			assertThat(client.getInstances("payments")).containsExactly(FIRST);
			assertThat(client.getServices()).contains("payments");
			directory.down = false;
			directory.instances = List.of(SECOND);
			assertThat(client.getInstances("payments")).containsExactly(SECOND);
			client.getServices();
		}
		assertThat(output.getAll().lines().filter((line) -> line.contains("Directory: "))).satisfiesExactly(
				(line) -> assertThat(line).contains("Directory: does not answer, so the instances that are known stay: "
						+ "java.lang.IllegalStateException: connection refused"),
				(line) -> assertThat(line).contains("Directory: answers again"));
	}

	@Test
	void whenRegistryWasDownFromTheStartThenTheFailureIsPassedOn() {
		try (Application application = Application.run(Config.class)) {
			application.bean(Directory.class).down = true;
			DiscoveryClient client = application.bean(DiscoveryClient.class);
			assertThatIllegalStateException().isThrownBy(() -> client.getInstances("payments"))
				.withMessage("connection refused");
		}
	}

	@Test
	void whenOneRegistryIsDownThenTheOthersAreAsked() {
		try (Application application = Application.run(Config.class,
				"spring.cloud.discovery.client.simple.instances.payments[0].uri=http://10.0.0.3:80")) {
			application.bean(Directory.class).down = true;
			assertThat(application.bean(DiscoveryClient.class).getInstances("payments"))
				.extracting(ServiceInstance::getHost)
				.containsExactly("10.0.0.3");
		}
	}

	@Test
	void whenOneRegistryIsDownThenTheServicesOfTheOthersAreListed() {
		try (Application application = Application.run(Config.class,
				"spring.cloud.discovery.client.simple.instances.orders[0].uri=http://10.0.0.3:80")) {
			application.bean(Directory.class).down = true;
			assertThat(application.bean(DiscoveryClient.class).getServices()).containsExactly("orders");
		}
	}

	@Test
	void whenOneListenerKnowsTheInstancesThenTheNextIsToldToo() throws InterruptedException {
		try (Application application = Application.run(Config.class, "sprocket.discovery.lookup.poll=1h")) {
			application.bean(Directory.class).instances = List.of(FIRST);
			InstanceWatcher watcher = application.bean(InstanceWatcher.class);
			for (String listener : List.of("first", "second")) {
				BlockingQueue<List<ServiceInstance>> told = new LinkedBlockingQueue<>();
				watcher.watch("payments", told::add);
				assertThat(told.poll(10, TimeUnit.SECONDS)).as(listener).containsExactly(FIRST);
			}
		}
	}

	@Test
	void whenStaleOnErrorIsOffThenTheFailureIsPassedOn() {
		try (Application application = Application.run(Config.class,
				"sprocket.discovery.lookup.stale-on-error.enabled=false")) {
			DiscoveryClient client = application.bean(DiscoveryClient.class);
			client.getInstances("payments");
			application.bean(Directory.class).down = true;
			assertThatIllegalStateException().isThrownBy(() -> client.getInstances("payments"));
		}
	}

	@Test
	void whenRegistryOfAnotherProjectIsBackThenItIsToldAgain() {
		try (Application application = Application.run(Both.class)) {
			ForeignRegistry registry = application.bean(ForeignRegistry.class);
			Directory directory = application.bean(Directory.class);
			DiscoveryClient client = application.bean(DiscoveryClient.class);
			directory.instances = List.of(FIRST);
			client.getInstances("payments");
			await().untilAsserted(() -> assertThat(registry.calls()).containsExactly("register their-name"));
			directory.down = true;
			client.getInstances("payments");
			assertThatIllegalStateException().isThrownBy(client::getServices);
			directory.down = false;
			client.getInstances("payments");
			await().untilAsserted(
					() -> assertThat(registry.calls()).containsExactly("register their-name", "register their-name"));
		}
	}

	@Test
	void whenSomethingChangesThenWatchersAreTold() throws InterruptedException {
		for (String source : List.of("poll", "event", "push")) {
			try (Application application = Application.run(Config.class,
					"sprocket.discovery.lookup.poll=" + ("poll".equals(source) ? "20ms" : "1h"))) {
				Directory directory = application.bean(Directory.class);
				directory.instances = List.of(FIRST);
				BlockingQueue<List<ServiceInstance>> told = new LinkedBlockingQueue<>();
				InstanceWatcher.Watch watch = application.bean(InstanceWatcher.class).watch("payments", told::add);
				assertThat(told.poll(10, TimeUnit.SECONDS)).containsExactly(FIRST);
				directory.instances = List.of(FIRST, SECOND);
				Map.<String, Runnable>of("event",
						() -> application.context.publishEvent(new HeartbeatEvent(this, directory.instances)), "push",
						() -> directory.listener.accept(List.of()))
					.getOrDefault(source, () -> {
					})
					.run();
				assertThat(told.poll(10, TimeUnit.SECONDS)).as(source).containsExactly(FIRST, SECOND);
				watch.close();
				await().until(() -> directory.listener == null);
			}
		}
	}

	@Test
	void whenRegistryIsDownThenWatchersAreToldNothing() throws InterruptedException {
		try (Application application = Application.run(Config.class, "sprocket.discovery.lookup.poll=10ms",
				"sprocket.discovery.lookup.stale-on-error.enabled=false")) {
			Directory directory = application.bean(Directory.class);
			directory.instances = List.of(FIRST);
			BlockingQueue<List<ServiceInstance>> told = new LinkedBlockingQueue<>();
			application.bean(InstanceWatcher.class).watch("payments", told::add);
			assertThat(told.poll(10, TimeUnit.SECONDS)).containsExactly(FIRST);
			directory.down = true;
			int before = directory.lookups;
			await().until(() -> directory.lookups > before + 2);
			assertThat(told).isEmpty();
		}
	}

	@Import(Directory.class)
	static class Config {

	}

	@Import({ Directory.class, ForeignRegistry.Configuration.class })
	static class Both {

	}

}
