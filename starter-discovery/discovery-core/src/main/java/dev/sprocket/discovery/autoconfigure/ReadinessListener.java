// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.SmartApplicationListener;

/**
 * Opens the gates when the application is ready and accepts traffic, and shuts them while
 * it refuses traffic.
 */
final class ReadinessListener implements SmartApplicationListener {

	private final ApplicationContext context;

	private final Registrations registrations;

	private final Runnable onReady;

	private boolean ready;

	private boolean accepting;

	ReadinessListener(ApplicationContext context, Registrations registrations, Runnable onReady) {
		this.context = context;
		this.registrations = registrations;
		this.onReady = onReady;
	}

	@Override
	public boolean supportsEventType(Class<? extends ApplicationEvent> type) {
		return ApplicationReadyEvent.class.isAssignableFrom(type)
				|| AvailabilityChangeEvent.class.isAssignableFrom(type);
	}

	@Override
	public synchronized void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof ApplicationReadyEvent started && started.getApplicationContext() == this.context) {
			this.ready = true;
			this.onReady.run();
			follow();
		}
		else if (event instanceof AvailabilityChangeEvent<?> change
				&& change.getState() instanceof ReadinessState state) {
			this.accepting = state == ReadinessState.ACCEPTING_TRAFFIC;
			follow();
		}
	}

	private void follow() {
		if (this.ready && this.accepting) {
			this.registrations.open();
		}
		else {
			this.registrations.shut();
		}
	}

}
