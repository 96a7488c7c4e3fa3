// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationListener;

/**
 * Up once the application is ready: its runners, and so its warm-up, are done. Never goes
 * down again.
 */
class StartupHealthIndicator implements HealthIndicator, ApplicationListener<ApplicationReadyEvent> {

	private volatile boolean ready;

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		this.ready = true;
	}

	@Override
	public Health health() {
		return this.ready ? Health.up().build() : Health.outOfService().build();
	}

}
