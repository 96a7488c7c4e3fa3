// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The plan by which a process stops: the steps in their order, the participants of one
 * step in parallel, hooks one after the other. Each hook may use an equal share of what
 * those before it have left, so that one that hangs does not take the others' time.
 */
final class StopPlan {

	private final List<LifecycleParticipant> participants;

	private final Map<String, StopHook> hooks;

	private final StopBudgets budgets;

	private volatile @Nullable StopRun run;

	/**
	 * Create a plan.
	 * @param participants those that take part
	 * @param hooks the user's hooks by name, in the order in which they run
	 * @param budgets how long the steps may take
	 */
	StopPlan(List<LifecycleParticipant> participants, Map<String, StopHook> hooks, StopBudgets budgets) {
		this.participants = List.copyOf(participants);
		this.hooks = hooks;
		this.budgets = budgets;
	}

	/**
	 * Carry the plan out; called once. Never throws.
	 * @param refuse says process-wide that this instance is not ready
	 * @param wasReady whether anybody can have sent work here
	 * @return what happened
	 */
	StopReport run(Runnable refuse, boolean wasReady) {
		StopRun run = new StopRun(this.budgets.total());
		this.run = run;
		List<Member> members = this.participants.stream().map(Member::new).toList();
		run.step(StopStep.REFUSE, () -> refuse(run, refuse, members));
		inParallel(run, StopStep.DEREGISTER, members, (participant, deadline) -> {
			participant.deregister(deadline);
			return null;
		});
		run.step(StopStep.PROPAGATE, () -> run.pause(wasReady ? this.budgets.of(StopStep.PROPAGATE) : Duration.ZERO));
		inParallel(run, StopStep.STOP_INTAKE, members, (participant, deadline) -> {
			participant.stopIntake();
			return null;
		});
		inParallel(run, StopStep.DRAIN, members, LifecycleParticipant::drain);
		run.step(StopStep.HOOKS, () -> runHooks(run));
		inParallel(run, StopStep.FLUSH, members, (participant, deadline) -> {
			participant.flush(deadline);
			return null;
		});
		inParallel(run, StopStep.TELEMETRY, members, (participant, deadline) -> {
			participant.flushTelemetry(deadline);
			return null;
		});
		members.forEach((member) -> member.worker().close());
		run.end();
		return run.report();
	}

	private void refuse(StopRun run, Runnable refuse, List<Member> members) {
		StopWorker worker = new StopWorker("readiness");
		run.await(run.call(worker, this.budgets.of(StopStep.REFUSE), (deadline) -> {
			refuse.run();
			return null;
		}));
		worker.close();
		callAll(run, StopStep.REFUSE, members, (participant, deadline) -> {
			participant.unready();
			return null;
		});
	}

	private void inParallel(StopRun run, StopStep step, List<Member> members, MemberAction action) {
		run.step(step, () -> callAll(run, step, members, action));
	}

	private void callAll(StopRun run, StopStep step, List<Member> members, MemberAction action) {
		Duration budget = this.budgets.of(step);
		List<StopRun.Call> calls = members.stream()
			.map((member) -> run.call(member.worker(), budget,
					(deadline) -> action.apply(member.participant(), deadline)))
			.toList();
		calls.forEach(run::await);
	}

	private void runHooks(StopRun run) {
		Deadline deadline = run.deadline(this.budgets.of(StopStep.HOOKS));
		int left = this.hooks.size();
		for (Map.Entry<String, StopHook> hook : this.hooks.entrySet()) {
			StopWorker worker = new StopWorker(hook.getKey());
			run.await(run.call(worker, deadline.remaining().dividedBy(left--), (hookDeadline) -> {
				hook.getValue().onStop(hookDeadline);
				return null;
			}));
			worker.close();
		}
	}

	List<String> participants() {
		return this.participants.stream().map(LifecycleParticipant::name).toList();
	}

	List<String> hooks() {
		return List.copyOf(this.hooks.keySet());
	}

	boolean isEmpty() {
		return this.participants.isEmpty() && this.hooks.isEmpty();
	}

	StopBudgets budgets() {
		return this.budgets;
	}

	/**
	 * Return the stop under way or done.
	 * @return the stop, or {@code null} before it has begun
	 */
	@Nullable StopRun run() {
		return this.run;
	}

	/**
	 * What a participant does in one step.
	 */
	@FunctionalInterface
	private interface MemberAction {

		@Nullable DrainResult apply(LifecycleParticipant participant, Deadline deadline) throws Exception;

	}

	/**
	 * A participant and the thread that calls it.
	 *
	 * @param participant the participant
	 * @param worker its thread
	 */
	private record Member(LifecycleParticipant participant, StopWorker worker) {

		Member(LifecycleParticipant participant) {
			this(participant, new StopWorker(participant.name()));
		}

	}

}
