// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cloud.client.DefaultServiceInstance;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClient;
import org.springframework.cloud.client.discovery.composite.CompositeDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.discovery.event.HeartbeatEvent;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.serviceregistry.Registration;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.sprocket.discovery.LocalInstance;
import dev.sprocket.discovery.spi.InstanceWatcher;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddedDiscoveryAutoConfigurationTests {

	@TempDir
	private Path temporary;

	private ApplicationContextRunner runner = new ApplicationContextRunner();

	@BeforeEach
	void useOwnDirectory() {
		this.runner = this.runner
			.withConfiguration(AutoConfigurations.of(EmbeddedDiscoveryAutoConfiguration.class,
					UtilAutoConfiguration.class, CompositeDiscoveryClientAutoConfiguration.class,
					SimpleDiscoveryClientAutoConfiguration.class))
			.withPropertyValues("sprocket.discovery.embedded.directory=" + this.temporary.resolve("members"));
	}

	@Test
	void whenNothingIsConfiguredThenAllThreeBeansAreThere() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed()
				.hasSingleBean(ServiceRegistry.class)
				.hasSingleBean(InstanceWatcher.class)
				.hasSingleBean(EmbeddedDiscoveryClient.class);
			assertThat(context.getBean(CompositeDiscoveryClient.class).getDiscoveryClients())
				.hasAtLeastOneElementOfType(EmbeddedDiscoveryClient.class);
		});
	}

	@Test
	void whenInstanceIsRegisteredThenItIsFoundAtOnceBySelf() {
		this.runner.run((context) -> {
			LocalInstance instance = new LocalInstance("one", "orders", "127.0.0.1", 8080, false,
					Map.of("version", "1"));
			EmbeddedServiceRegistry registry = context.getBean(EmbeddedServiceRegistry.class);
			registry.register(instance);
			assertThat(registry.<Object>getStatus(instance)).isEqualTo("UP");
			ServiceInstance found = context.getBean(DiscoveryClient.class).getInstances("orders").get(0);
			assertThat(found.getMetadata()).containsKeys("version", "registered-at");
			registry.setStatus(instance, "OUT_OF_SERVICE");
			assertThat(registry.<Object>getStatus(instance)).isEqualTo("OUT_OF_SERVICE");
			assertThat(context.getBean(DiscoveryClient.class).getInstances("orders")).isEmpty();
		});
	}

	@Test
	void whenInstanceIsRegisteredAgainThenItIsAsOldAsBeforeAndNobodyIsTold() {
		this.runner.run((context) -> {
			LocalInstance instance = new LocalInstance("one", "orders", "127.0.0.1", 8080, false, Map.of());
			EmbeddedServiceRegistry registry = context.getBean(EmbeddedServiceRegistry.class);
			registry.register(instance);
			List<ServiceInstance> before = context.getBean(DiscoveryClient.class).getInstances("orders");
			List<List<ServiceInstance>> told = new CopyOnWriteArrayList<>();
			context.getBean(InstanceWatcher.class).watch("orders", told::add);
			registry.register(instance);
			registry.register(instance);
			assertThat(context.getBean(DiscoveryClient.class).getInstances("orders")).isEqualTo(before);
			assertThat(told).containsExactly(before);
		});
	}

	@Test
	void whenListenerLooksUpOrRegistersThenItDoesNotWaitForItself() {
		this.runner.run((context) -> {
			EmbeddedServiceRegistry registry = context.getBean(EmbeddedServiceRegistry.class);
			DiscoveryClient client = context.getBean(EmbeddedDiscoveryClient.class);
			List<Integer> found = new CopyOnWriteArrayList<>();
			context.getBean(InstanceWatcher.class).watch("orders", (instances) -> {
				found.add(client.getInstances("orders").size());
				registry.deregister(new LocalInstance("unknown", "orders", "127.0.0.1", 8080, false, Map.of()));
			});
			registry.register(new LocalInstance("one", "orders", "127.0.0.1", 8080, false, Map.of()));
			assertThat(found).containsExactly(0, 1);
		});
	}

	@Test
	void whenAListenerToEventsTakesLongThenTheMembershipGoesOn() {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch told = new CountDownLatch(1);
		this.runner.withInitializer((context) -> context.addApplicationListener((event) -> {
			if (event instanceof HeartbeatEvent) {
				told.countDown();
				await(release);
			}
		})).run((context) -> {
			EmbeddedServiceRegistry registry = context.getBean(EmbeddedServiceRegistry.class);
			registry.register(new LocalInstance("one", "orders", "127.0.0.1", 8080, false, Map.of()));
			assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
			registry.register(new LocalInstance("two", "orders", "127.0.0.1", 8081, false, Map.of()));
			assertThat(context.getBean(DiscoveryClient.class).getInstances("orders")).hasSize(2);
			release.countDown();
		});
	}

	@Test
	void whenAnotherRegistryKnowsTheServiceThenItIsAskedFirst() {
		this.runner
			.withPropertyValues("spring.cloud.discovery.client.simple.instances.orders[0].uri=http://10.0.0.1:80")
			.run((context) -> {
				context.getBean(EmbeddedServiceRegistry.class)
					.register(new LocalInstance("one", "orders", "127.0.0.1", 8080, false, Map.of()));
				assertThat(context.getBean(DiscoveryClient.class).getInstances("orders"))
					.extracting(ServiceInstance::getHost)
					.containsExactly("10.0.0.1");
			});
	}

	@Test
	void whenItIsSwitchedOffThenNothingIsThere() {
		this.runner.withPropertyValues("sprocket.discovery.embedded.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Membership.class)
				.doesNotHaveBean(ServiceRegistry.class));
		this.runner.withPropertyValues("spring.cloud.discovery.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Membership.class)
				.doesNotHaveBean(ServiceRegistry.class));
		this.runner.withPropertyValues("spring.cloud.discovery.blocking.enabled=false")
			.run((context) -> assertThat(context).hasSingleBean(Membership.class)
				.doesNotHaveBean(EmbeddedDiscoveryClient.class));
	}

	@Test
	void whenThereIsAnotherRegistryThenBothWorkAndTheOtherIsMeantByItsType() {
		this.runner.withUserConfiguration(AnotherRegistry.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeanProvider(ServiceRegistry.class).stream()).hasSize(2);
			assertThat(context.getBean(Injected.class).registry()).isSameAs(context.getBean("anotherServiceRegistry"));
			assertThat(context.getBean(DiscoveryClient.class).getInstances("stock")).hasSize(1);
		});
	}

	@Test
	void whenItWouldLeaveTheMachineWithoutKeyThenTheStartIsRefused() {
		this.runner.withPropertyValues("sprocket.discovery.embedded.join=10.0.0.5")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(MembershipRefusedException.class));
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * What the client of a registry elsewhere brings.
	 */
	@Configuration(proxyBeanMethods = false)
	static class AnotherRegistry {

		@Bean
		ServiceRegistry<Registration> anotherServiceRegistry() {
			return new ServiceRegistry<>() {

				@Override
				public void register(Registration registration) {
				}

				@Override
				public void deregister(Registration registration) {
				}

				@Override
				public void close() {
				}

				@Override
				public void setStatus(Registration registration, String status) {
				}

				@Override
				public <T> T getStatus(Registration registration) {
					return null;
				}

			};
		}

		@Bean
		Injected injected(@SuppressWarnings("rawtypes") ServiceRegistry registry) {
			return new Injected(registry);
		}

		@Bean
		DiscoveryClient anotherDiscoveryClient() {
			return new DiscoveryClient() {

				@Override
				public String description() {
					return "another";
				}

				@Override
				public List<ServiceInstance> getInstances(String serviceId) {
					return serviceId.equals("stock")
							? List.of(new DefaultServiceInstance("s", "stock", "10.0.0.6", 80, false)) : List.of();
				}

				@Override
				public List<String> getServices() {
					return List.of("stock");
				}

			};
		}

	}

	/**
	 * Who asks for any registry, as Spring Cloud's endpoint does.
	 *
	 * @param registry the one that is meant
	 */
	record Injected(Object registry) {

	}

}
