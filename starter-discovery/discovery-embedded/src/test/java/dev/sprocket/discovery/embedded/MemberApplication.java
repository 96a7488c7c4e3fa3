// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.util.List;
import java.util.Map;
import java.util.Scanner;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.cloud.client.ServiceInstance;
import org.springframework.cloud.client.serviceregistry.ServiceRegistry;
import org.springframework.context.ConfigurableApplicationContext;

import dev.sprocket.discovery.LocalInstance;
import dev.sprocket.discovery.spi.InstanceWatcher;

/**
 * A service that takes part, prints whom it sees and obeys the lines of its standard
 * input: {@code register}, {@code deregister}, {@code stop}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration(EmbeddedDiscoveryAutoConfiguration.class)
public final class MemberApplication {

	private MemberApplication() {
	}

	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(MemberApplication.class);
		application.setDefaultProperties(Map.of("spring.main.keep-alive", "true", "spring.main.banner-mode", "off"));
		try (ConfigurableApplicationContext context = application.run(arguments)) {
			obey(context);
		}
		System.out.println("STOPPED");
	}

	@SuppressWarnings("unchecked")
	private static void obey(ConfigurableApplicationContext context) {
		LocalInstance instance = new LocalInstance(context.getEnvironment().getProperty("id", "one"), "orders",
				"127.0.0.1", 8080, false, Map.of());
		ServiceRegistry<LocalInstance> registry = context.getBean(ServiceRegistry.class);
		context.getBean(InstanceWatcher.class).watch("orders", MemberApplication::print);
		System.out.println("STARTED");
		try (Scanner commands = new Scanner(System.in)) {
			while (commands.hasNextLine()) {
				switch (commands.nextLine()) {
					case "register" -> registry.register(instance);
					case "deregister" -> registry.deregister(instance);
					default -> {
						return;
					}
				}
			}
		}
	}

	private static void print(List<ServiceInstance> instances) {
		System.out.println("SEES " + System.currentTimeMillis() + " "
				+ String.join(",", instances.stream().map(ServiceInstance::getInstanceId).toList()));
	}

}
