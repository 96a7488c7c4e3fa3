// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Says where this service listens; with the profile {@code instance} only it knows.
 */
@Component
class Addresses {

	private static final Logger logger = LoggerFactory.getLogger(Addresses.class);

	@EventListener
	void log(ApplicationReadyEvent ready) {
		Environment environment = ready.getApplicationContext().getEnvironment();
		String http = "http://localhost:" + environment.getProperty("local.server.port");
		String management = "http://localhost:" + environment.getProperty("local.management.port");
		logger.info("Page        {}/", http);
		logger.info("API         {}/webhooks/github (POST), {}/activity, {}/activity/recent", http, http, http);
		logger.info("Management  {}/actuator", management);
	}

}
