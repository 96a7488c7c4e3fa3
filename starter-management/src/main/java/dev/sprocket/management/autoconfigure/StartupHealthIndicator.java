// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ApplicationListener;

/**
 * Up once the application accepts traffic for the first time: its runners, and so its
 * warm-up, are done, and whatever starts when it is ready, such as subscriptions, runs.
 * Never goes down again.
 */
class StartupHealthIndicator implements HealthIndicator, ApplicationListener<AvailabilityChangeEvent<ReadinessState>> {

	private volatile boolean ready;

	@Override
	public void onApplicationEvent(AvailabilityChangeEvent<ReadinessState> event) {
		if (event.getState() == ReadinessState.ACCEPTING_TRAFFIC) {
			this.ready = true;
		}
	}

	@Override
	public Health health() {
		return this.ready ? Health.up().build() : Health.outOfService().build();
	}

}
