// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.client.discovery.simple.SimpleDiscoveryClientAutoConfiguration;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.cloud.commons.util.UtilAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import dev.sprocket.discovery.LocalInstance;
import dev.sprocket.discovery.spi.InstanceWatcher;

/**
 * Spring Cloud's client for instances that stand in {@code application.yml}.
 */
final class StaticInstancesHarness implements RegistryHarness {

	@Override
	public String name() {
		return "static";
	}

	@Override
	public Set<RegistryCapability> capabilities() {
		return Set.of();
	}

	@Override
	public RegistryNode start() {
		return startWith(List.of());
	}

	@Override
	public RegistryNode startWith(List<LocalInstance> instances) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		TestPropertyValues.of(properties(instances)).applyTo(context);
		context.register(UtilAutoConfiguration.class, SimpleDiscoveryClientAutoConfiguration.class);
		context.refresh();
		return new StaticNode(context);
	}

	private static Map<String, String> properties(List<LocalInstance> instances) {
		Map<String, String> properties = new HashMap<>();
		Map<String, Integer> counts = new HashMap<>();
		for (LocalInstance instance : instances) {
			int index = counts.merge(instance.getServiceId(), 1, Integer::sum) - 1;
			String prefix = "spring.cloud.discovery.client.simple.instances." + instance.getServiceId() + "[" + index
					+ "].";
			properties.put(prefix + "uri", instance.getUri().toString());
			properties.put(prefix + "instance-id", instance.getInstanceId());
			instance.getMetadata().forEach((key, value) -> properties.put(prefix + "metadata[" + key + "]", value));
		}
		return properties;
	}

	@Override
	public void close() {
		// nodes share nothing
	}

	/**
	 * A context with the client.
	 *
	 * @param context the context
	 */
	private record StaticNode(AnnotationConfigApplicationContext context) implements RegistryNode {

		@Override
		public ServiceRegistry<LocalInstance> registry() {
			throw new UnsupportedOperationException("Instances stand in the configuration");
		}

		@Override
		public DiscoveryClient client() {
			return this.context.getBean(DiscoveryClient.class);
		}

		@Override
		public InstanceWatcher watcher() {
			throw new UnsupportedOperationException("Instances do not change");
		}

		@Override
		public void close() {
			this.context.close();
		}

	}

}
