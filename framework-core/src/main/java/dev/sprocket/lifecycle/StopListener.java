// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;
import org.springframework.core.PriorityOrdered;

/**
 * Carries out the stop ahead of every other listener, on the thread that closes the
 * context, so that no Spring lifecycle bean stops before the plan has ended.
 */
final class StopListener implements ApplicationListener<ContextClosedEvent>, PriorityOrdered {

	private final ApplicationLifecycle lifecycle;

	StopListener(ApplicationLifecycle lifecycle) {
		this.lifecycle = lifecycle;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		this.lifecycle.onClosed(event);
	}

}
