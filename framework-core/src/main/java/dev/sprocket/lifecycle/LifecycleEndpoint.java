// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Shows who takes part in the stop, within which budgets, and how far it is. The
 * management port answers until Spring's own close, so a stop can be watched.
 */
@Endpoint(id = "lifecycle")
final class LifecycleEndpoint {

	private final ApplicationLifecycle lifecycle;

	LifecycleEndpoint(ApplicationLifecycle lifecycle) {
		this.lifecycle = lifecycle;
	}

	@ReadOperation
	LifecycleDescriptor lifecycle() {
		StopPlan plan = this.lifecycle.plan();
		StopRun run = plan.run();
		return new LifecycleDescriptor(this.lifecycle.state(),
				new StartDescriptor(this.lifecycle.timeToStarted(), this.lifecycle.timeToReady()), plan.participants(),
				plan.hooks(), budgets(plan.budgets()), (run != null) ? stop(run) : null);
	}

	private static Map<String, Duration> budgets(StopBudgets budgets) {
		Map<String, Duration> durations = new LinkedHashMap<>();
		for (StopStep step : StopStep.values()) {
			durations.put(step.label(), budgets.of(step));
		}
		durations.put("total", budgets.total());
		return durations;
	}

	private static StopDescriptor stop(StopRun run) {
		StopStep current = run.current();
		return new StopDescriptor((current != null) ? current.label() : null, run.report());
	}

	/**
	 * Answer of the endpoint.
	 *
	 * @param state where the application stands
	 * @param start how long the start took
	 * @param participants who takes part in the stop
	 * @param hooks the user's hooks in the order in which they run
	 * @param budgets how long each step and the whole stop may take
	 * @param stop the stop under way or done
	 */
	record LifecycleDescriptor(LifecycleState state, StartDescriptor start, List<String> participants,
			List<String> hooks, Map<String, Duration> budgets, @Nullable StopDescriptor stop) {

	}

	/**
	 * How long the start took.
	 *
	 * @param started until the context was refreshed
	 * @param ready until warm-up was over and traffic was accepted
	 */
	record StartDescriptor(@Nullable Duration started, @Nullable Duration ready) {

	}

	/**
	 * The stop under way or done.
	 *
	 * @param step the step under way
	 * @param report what happened so far
	 */
	record StopDescriptor(@Nullable String step, StopReport report) {

	}

}
