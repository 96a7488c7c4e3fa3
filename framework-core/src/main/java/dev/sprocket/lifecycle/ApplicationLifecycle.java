// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.event.ContextClosedEvent;

/**
 * The life of one application context: knows what takes part, notes the start, and
 * carries out the stop when that very context (not a child) is closed.
 */
final class ApplicationLifecycle implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(ApplicationLifecycle.class);

	private final ApplicationContext context;

	private final ObjectProvider<LifecycleParticipant> participants;

	private final ObjectProvider<StopHook> hooks;

	private final StopBudgets budgets;

	private volatile StopPlan plan;

	private final AtomicReference<LifecycleState> state = new AtomicReference<>(LifecycleState.STARTING);

	private volatile @Nullable Duration timeToStarted;

	private volatile @Nullable Duration timeToReady;

	ApplicationLifecycle(ApplicationContext context, ObjectProvider<LifecycleParticipant> participants,
			ObjectProvider<StopHook> hooks, StopBudgets budgets) {
		this.context = context;
		this.participants = participants;
		this.hooks = hooks;
		this.budgets = budgets;
		this.plan = new StopPlan(List.of(), Map.of(), budgets);
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.plan = new StopPlan(this.participants.orderedStream().toList(), namedHooks(), this.budgets);
	}

	private Map<String, StopHook> namedHooks() {
		Map<StopHook, String> names = new IdentityHashMap<>();
		this.context.getBeansOfType(StopHook.class).forEach((name, hook) -> names.put(hook, name));
		Map<String, StopHook> named = new LinkedHashMap<>();
		this.hooks.orderedStream()
			.forEach((hook) -> named.put(names.getOrDefault(hook, hook.getClass().getName()), hook));
		return named;
	}

	void onStarted(ApplicationStartedEvent event) {
		if (event.getApplicationContext() == this.context) {
			this.timeToStarted = event.getTimeTaken();
		}
	}

	void onReady(ApplicationReadyEvent event) {
		if (event.getApplicationContext() == this.context
				&& this.state.compareAndSet(LifecycleState.STARTING, LifecycleState.READY)) {
			this.timeToReady = event.getTimeTaken();
		}
	}

	/**
	 * Note that warm-up is over and Boot has said that this instance accepts traffic. A
	 * stop that began meanwhile is not undone by that.
	 */
	void onAccepting() {
		if (this.state.get() == LifecycleState.STOPPING) {
			refuseTraffic();
		}
	}

	void onClosed(ContextClosedEvent event) {
		if (event.getApplicationContext() != this.context) {
			return;
		}
		boolean wasReady = this.state.getAndSet(LifecycleState.STOPPING) == LifecycleState.READY;
		StopReport report = this.plan.run(this::refuseTraffic, wasReady);
		this.state.set(LifecycleState.STOPPED);
		log(report);
	}

	private void refuseTraffic() {
		AvailabilityChangeEvent.publish(this.context, ReadinessState.REFUSING_TRAFFIC);
	}

	private void log(StopReport report) {
		if (!report.isClean()) {
			logger.warn(report.describe());
		}
		else if (this.plan.isEmpty()) {
			logger.debug(report.describe());
		}
		else {
			logger.info(report.describe());
		}
	}

	StopPlan plan() {
		return this.plan;
	}

	LifecycleState state() {
		return this.state.get();
	}

	boolean isStopping() {
		LifecycleState now = this.state.get();
		return now == LifecycleState.STOPPING || now == LifecycleState.STOPPED;
	}

	@Nullable Duration timeToStarted() {
		return this.timeToStarted;
	}

	@Nullable Duration timeToReady() {
		return this.timeToReady;
	}

}
