// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Says where the page and the API are; Sprocket itself says where the management port is.
 */
@Component
class Addresses {

	private static final Logger logger = LoggerFactory.getLogger(Addresses.class);

	@EventListener
	void log(ApplicationReadyEvent ready) {
		Environment environment = ready.getApplicationContext().getEnvironment();
		String address = "http://localhost:" + environment.getProperty("local.server.port");
		logger.info("Page: {}/", address);
		logger.info("API: POST {}/webhooks/github, GET {}/activity, GET {}/activity/recent?limit=20", address, address,
				address);
	}

}
