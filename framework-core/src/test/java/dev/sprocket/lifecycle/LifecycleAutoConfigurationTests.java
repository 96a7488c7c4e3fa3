// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

class LifecycleAutoConfigurationTests {

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(LifecycleAutoConfiguration.class));

	@Test
	void whenTheContextClosesThenThePlanRunsBeforeAnyLifecycleBeanStops() {
		this.runner.withBean(LifecycleParticipant.class, () -> new RecordingParticipant("p", this.calls))
			.withBean("lastWords", StopHook.class, () -> (deadline) -> this.calls.add("hook"))
			.withBean(SmartLifecycle.class, () -> new StoppingLifecycle(this.calls))
			.withBean(ReadinessListener.class, () -> new ReadinessListener(this.calls))
			.run((context) -> {
				context.close();
				assertThat(this.calls).containsExactly("REFUSING_TRAFFIC", "p.unready", "p.deregister", "p.stopIntake",
						"p.drain", "hook", "p.flush", "p.flushTelemetry", "lifecycle.stop");
			});
	}

	@Test
	void whenAChildContextClosesThenThePlanDoesNotRun() {
		this.runner.withBean(LifecycleParticipant.class, () -> new RecordingParticipant("p", this.calls))
			.run((context) -> {
				AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext();
				child.setParent(context);
				child.refresh();
				child.close();
				assertThat(this.calls).isEmpty();
				context.close();
				assertThat(this.calls).hasSize(6);
			});
	}

	/**
	 * Notes when it is stopped.
	 */
	static final class StoppingLifecycle implements SmartLifecycle {

		private final List<String> calls;

		private boolean running;

		StoppingLifecycle(List<String> calls) {
			this.calls = calls;
		}

		@Override
		public void start() {
			this.running = true;
		}

		@Override
		public void stop() {
			this.running = false;
			this.calls.add("lifecycle.stop");
		}

		@Override
		public boolean isRunning() {
			return this.running;
		}

		@Override
		public int getPhase() {
			return Integer.MAX_VALUE;
		}

	}

	/**
	 * Notes changes of readiness.
	 */
	static final class ReadinessListener implements ApplicationListener<AvailabilityChangeEvent<?>> {

		private final List<String> calls;

		ReadinessListener(List<String> calls) {
			this.calls = calls;
		}

		@Override
		public void onApplicationEvent(AvailabilityChangeEvent<?> event) {
			this.calls.add(event.getState().toString());
		}

	}

}
