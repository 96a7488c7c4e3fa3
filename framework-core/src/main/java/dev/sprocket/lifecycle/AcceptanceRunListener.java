// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Comes after Boot's own listener has published that traffic is accepted, which it does
 * at the end of every run, also when the stop has begun during the warm-up.
 */
final class AcceptanceRunListener implements SpringApplicationRunListener {

	@Override
	public void ready(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
		if (context.isActive()) {
			context.getBeanProvider(ApplicationLifecycle.class).ifAvailable(ApplicationLifecycle::onAccepting);
		}
	}

}
