// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import java.util.List;
import java.util.function.BooleanSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Says in one line how many opinions are in force and where they are listed.
 */
final class OpinionsLogger implements ApplicationListener<ApplicationStartedEvent> {

	private static final Logger logger = LoggerFactory.getLogger(OpinionsLogger.class);

	private final Opinions opinions;

	private final ConfigurableEnvironment environment;

	private final BooleanSupplier endpoint;

	OpinionsLogger(Opinions opinions, ConfigurableEnvironment environment, BooleanSupplier endpoint) {
		this.opinions = opinions;
		this.environment = environment;
		this.endpoint = endpoint;
	}

	@Override
	public void onApplicationEvent(ApplicationStartedEvent event) {
		List<Opinion> all = this.opinions.opinions();
		if (all.isEmpty() || event.getApplicationContext().getEnvironment() != this.environment) {
			return;
		}
		long inForce = all.stream().filter((opinion) -> this.opinions.isInForce(opinion, this.environment)).count();
		logger.info("{} {} in force, {} overridden{}; sprocket.opinions.enabled=false turns them off", inForce,
				(inForce == 1) ? "opinion" : "opinions", all.size() - inForce, where());
	}

	private String where() {
		return this.endpoint.getAsBoolean() ? ", see "
				+ this.environment.getProperty("management.endpoints.web.base-path", "/actuator") + "/opinions" : "";
	}

}
