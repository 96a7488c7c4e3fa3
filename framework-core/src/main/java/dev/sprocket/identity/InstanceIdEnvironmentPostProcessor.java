// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.StringUtils;

/**
 * Makes an instance id if the user gives none, early enough for the log format to use it.
 * The random part tells a restarted container from its predecessor of the same host name.
 */
final class InstanceIdEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	static final String INSTANCE_ID = "sprocket.identity.instance-id";

	private static final int RANDOM_BOUND = 0x1000000;

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE - 1;
	}

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (!environment.containsProperty(INSTANCE_ID)) {
			DefaultPropertiesPropertySource.addOrMerge(Map.of(INSTANCE_ID, instanceId(environment)),
					environment.getPropertySources());
		}
	}

	private static String instanceId(ConfigurableEnvironment environment) {
		String host = environment.getProperty("HOSTNAME");
		return "%s-%06x".formatted(StringUtils.hasText(host) ? host : localHost(),
				ThreadLocalRandom.current().nextInt(RANDOM_BOUND));
	}

	private static String localHost() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "localhost";
		}
	}

}
