// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.context.ApplicationListener;

/**
 * Notes the start.
 */
final class StartListener implements ApplicationListener<SpringApplicationEvent> {

	private final ApplicationLifecycle lifecycle;

	StartListener(ApplicationLifecycle lifecycle) {
		this.lifecycle = lifecycle;
	}

	@Override
	public void onApplicationEvent(SpringApplicationEvent event) {
		if (event instanceof ApplicationStartedEvent started) {
			this.lifecycle.onStarted(started);
		}
		else if (event instanceof ApplicationReadyEvent ready) {
			this.lifecycle.onReady(ready);
		}
	}

}
