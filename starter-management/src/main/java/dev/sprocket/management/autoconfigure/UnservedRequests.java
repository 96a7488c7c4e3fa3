// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.DefaultPropertiesPropertySource;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.util.ClassUtils;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Warns where an application answers HTTP requests that nobody can send: on Boot alone it
 * would have had a port, and the opinion of this starter took it away.
 */
class UnservedRequests implements ApplicationListener<ApplicationReadyEvent> {

	private static final Logger logger = LoggerFactory.getLogger(UnservedRequests.class);

	private static final String PORT = "server.port";

	private static final int SHOWN = 3;

	private final ConfigurableApplicationContext context;

	UnservedRequests(ConfigurableApplicationContext context) {
		this.context = context;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() != this.context || !isWithoutPortByOpinion(this.context.getEnvironment())) {
			return;
		}
		List<String> answering = Stream.concat(handlerMethods(), routerFunctions()).distinct().sorted().toList();
		if (!answering.isEmpty()) {
			logger.warn(names(answering) + " answer HTTP requests, and there is no port for them:"
					+ " sprocket-starter-management by itself sets server.port=-1. Set server.port, or add"
					+ " sprocket-starter-server.");
		}
	}

	private static boolean isWithoutPortByOpinion(ConfigurableEnvironment environment) {
		return environment.getProperty(PORT, "").equals("-1") && environment.getPropertySources()
			.stream()
			.filter((source) -> source.containsProperty(PORT))
			.allMatch(UnservedRequests::holdsOpinions);
	}

	private static boolean holdsOpinions(PropertySource<?> source) {
		return DefaultPropertiesPropertySource.hasMatchingName(source)
				|| ConfigurationPropertySources.isAttachedConfigurationPropertySource(source);
	}

	private Stream<String> handlerMethods() {
		return this.context.getBeansOfType(RequestMappingHandlerMapping.class)
			.values()
			.stream()
			.flatMap((mapping) -> mapping.getHandlerMethods().values().stream())
			.map(HandlerMethod::getMethod)
			.filter((method) -> !method.getDeclaringClass().getName().startsWith("org.springframework."))
			.map((method) -> ClassUtils.getShortName(method.getDeclaringClass()) + "." + method.getName());
	}

	private Stream<String> routerFunctions() {
		return Stream.of(this.context.getBeanNamesForType(RouterFunction.class));
	}

	private static String names(List<String> all) {
		String shown = all.stream().limit(SHOWN).collect(Collectors.joining(" and "));
		return (all.size() > SHOWN) ? shown + " and " + (all.size() - SHOWN) + " more" : shown;
	}

}
