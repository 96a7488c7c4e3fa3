// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class StopPlanTests {

	private static final Duration BUDGET = Duration.ofSeconds(10);

	private final List<String> calls = new CopyOnWriteArrayList<>();

	@Test
	void stepsRunInOrderAndTheReportCountsTheWork() {
		StopReport report = run(budgets(BUDGET), Map.of(), new RecordingParticipant("a", this.calls));
		assertThat(this.calls).containsExactly("refuse", "a.unready", "a.deregister", "a.stopIntake", "a.drain",
				"a.flush", "a.flushTelemetry");
		assertThat(report.steps()).extracting(StopReport.Step::name)
			.containsExactly("refuse", "deregister", "propagate", "stop-intake", "drain", "hooks", "flush",
					"telemetry");
		assertThat(report.work()).containsExactly(new StopReport.Work("a", new DrainResult("things", 3, 2, 0)));
		assertThat(report.isClean()).isTrue();
	}

	@Test
	void reportIsOneLine() {
		StopReport report = run(budgets(BUDGET), Map.of(), new RecordingParticipant("a", this.calls));
		assertThat(report.describe()).matches("Stopped in \\d+\\.\\d{3} s; refuse [\\d.]+ s, deregister [\\d.]+ s, "
				+ "propagate [\\d.]+ s, stop-intake [\\d.]+ s, drain [\\d.]+ s, hooks [\\d.]+ s, flush [\\d.]+ s, "
				+ "telemetry [\\d.]+ s; a: 3 things drained, 2 released, 0 abandoned; no overruns");
	}

	@Test
	void participantsOfOneStepRunInParallel() {
		CyclicBarrier barrier = new CyclicBarrier(2);
		StopReport report = run(budgets(BUDGET), Map.of(), new MeetingParticipant("a", barrier),
				new MeetingParticipant("b", barrier));
		assertThat(report.problems()).isEmpty();
	}

	@Test
	void whenAParticipantThrowsThenItIsNamedAndTheRestGoesOn() {
		LifecycleParticipant broken = new RecordingParticipant("broken", this.calls) {
			@Override
			public void stopIntake() {
				throw new IllegalStateException("no valve");
			}
		};
		StopReport report = run(budgets(BUDGET), Map.of(), broken, new RecordingParticipant("b", this.calls));
		assertThat(report.problems()).containsExactly(new StopReport.Problem("stop-intake", "broken",
				"failed with java.lang.IllegalStateException: no valve"));
		assertThat(report.describe())
			.endsWith("broken failed with java.lang.IllegalStateException: no valve in stop-intake");
		assertThat(this.calls).contains("b.stopIntake", "broken.drain", "broken.flush", "b.flush");
		assertThat(report.isClean()).isFalse();
	}

	@ParameterizedTest
	@MethodSource
	void whenReadinessCannotBePublishedThenTheRestGoesOn(Throwable failure) {
		StopPlan plan = new StopPlan(List.of(new RecordingParticipant("a", this.calls)), Map.of(), budgets(BUDGET));
		StopReport report = plan.run(() -> ReflectionUtils.rethrowRuntimeException(failure), true);
		assertThat(report.problems())
			.containsExactly(new StopReport.Problem("refuse", "readiness", "failed with " + failure));
		assertThat(this.calls).hasSize(6);
	}

	static List<Throwable> whenReadinessCannotBePublishedThenTheRestGoesOn() {
		return List.of(new IllegalStateException("deaf"), new NoClassDefFoundError("Listener"));
	}

	@Test
	void whenPublishingReadinessHangsThenItIsInterruptedAndTheOtherStepsAreGoneThrough() {
		StopBudgets budgets = new StopBudgets(Duration.ZERO, Duration.ofMillis(20), Duration.ofMillis(30));
		StopReport report = new StopPlan(List.of(new RecordingParticipant("a", this.calls)), Map.of(), budgets)
			.run(() -> hang(this.calls), true);
		assertThat(report.problems()).extracting(StopReport.Problem::step, StopReport.Problem::participant)
			.contains(tuple("refuse", "readiness"));
		assertThat(report.steps()).hasSize(8);
		assertThat(report.took()).isLessThan(Duration.ofSeconds(5));
		Awaitility.await().untilAsserted(() -> assertThat(this.calls).contains("interrupted"));
	}

	@Test
	void whenAParticipantOverrunsThenItIsInterruptedAndNamedAndTheOthersGoOn() {
		LifecycleParticipant hanging = new RecordingParticipant("hanging", this.calls) {
			@Override
			public DrainResult drain(Deadline deadline) {
				hang(StopPlanTests.this.calls);
				return super.drain(deadline);
			}
		};
		StopReport report = run(budgets(Duration.ofMillis(20)), Map.of(), hanging,
				new RecordingParticipant("b", this.calls));
		assertThat(report.problems()).singleElement()
			.satisfies((problem) -> assertThat(problem.describe())
				.matches("hanging overran its budget of 0\\.0\\d\\d s in drain"));
		assertThat(this.calls).contains("b.drain", "interrupted", "hanging.flush");
		assertThat(report.work()).extracting(StopReport.Work::participant).containsExactly("b");
	}

	@Test
	void whenAParticipantReturnsAtItsDeadlineThenItIsHeard() {
		LifecycleParticipant punctual = new RecordingParticipant("punctual", this.calls) {
			@Override
			public DrainResult drain(Deadline deadline) {
				await(new CountDownLatch(1), deadline.remaining());
				return new DrainResult("things", 0, 0, 4);
			}
		};
		StopReport report = run(budgets(Duration.ofMillis(20)), Map.of(), punctual);
		assertThat(report.problems()).isEmpty();
		assertThat(report.work()).extracting((work) -> work.result().abandoned()).containsExactly(4L);
		assertThat(report.isClean()).isFalse();
	}

	@Test
	void whenACallIgnoresItsInterruptThenNoOtherCallOfThatParticipantRunsBesideIt() {
		CountDownLatch release = new CountDownLatch(1);
		AtomicReference<Thread> worker = new AtomicReference<>();
		LifecycleParticipant stubborn = new RecordingParticipant("stubborn", this.calls) {
			@Override
			public DrainResult drain(Deadline deadline) {
				worker.set(Thread.currentThread());
				while (release.getCount() > 0) {
					StopPlanTests.await(release, BUDGET);
				}
				return super.drain(deadline);
			}
		};
		StopBudgets budgets = new StopBudgets(Duration.ZERO, Duration.ofMillis(10), Duration.ofMillis(20));
		StopReport report = run(budgets, Map.of(), stubborn);
		assertThat(report.problems()).extracting(StopReport.Problem::step)
			.containsExactly("drain", "flush", "telemetry");
		release.countDown();
		Awaitility.await().until(() -> !worker.get().isAlive());
		assertThat(this.calls).endsWith("stubborn.stopIntake", "stubborn.drain");
	}

	@Test
	void hooksRunInOrderAfterTheDrainAndOneThatFailsDoesNotKeepTheOthersFromRunning() {
		Map<String, StopHook> hooks = new LinkedHashMap<>();
		hooks.put("first", (deadline) -> this.calls.add("first"));
		hooks.put("failing", (deadline) -> {
			throw new IOException("no disk");
		});
		hooks.put("last", (deadline) -> this.calls.add("last"));
		StopReport report = run(budgets(BUDGET), hooks, new RecordingParticipant("a", this.calls));
		assertThat(this.calls).containsSubsequence("a.drain", "first", "last", "a.flush");
		assertThat(report.problems())
			.containsExactly(new StopReport.Problem("hooks", "failing", "failed with java.io.IOException: no disk"));
	}

	@Test
	void whenAHookHangsThenItIsInterruptedAndTheOthersHaveTheirShareOfTheTime() {
		StopBudgets budgets = new StopBudgets(Duration.ZERO, Duration.ZERO, Duration.ofSeconds(3));
		List<Duration> shares = new CopyOnWriteArrayList<>();
		Map<String, StopHook> hooks = new LinkedHashMap<>();
		hooks.put("hanging", (deadline) -> {
			shares.add(deadline.remaining());
			hang(this.calls);
		});
		hooks.put("second", (deadline) -> shares.add(deadline.remaining()));
		hooks.put("third", (deadline) -> shares.add(deadline.remaining()));
		StopReport report = run(budgets, hooks);
		assertThat(report.problems()).singleElement()
			.satisfies((problem) -> assertThat(problem.describe())
				.matches("hanging overran its budget of [01]\\.\\d{3} s in hooks"));
		assertThat(this.calls).contains("interrupted");
		assertThat(shares.get(0)).isLessThanOrEqualTo(Duration.ofSeconds(1));
		assertThat(shares.get(1)).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
		assertThat(shares.get(2)).isGreaterThan(shares.get(1)).isLessThanOrEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void whenTheTotalIsOverThenNoStepTakesLonger() {
		StopBudgets budgets = new StopBudgets(Duration.ZERO, Duration.ofMillis(20), Duration.ofMillis(30));
		LifecycleParticipant hanging = new RecordingParticipant("hanging", this.calls) {
			@Override
			public void deregister(Deadline deadline) {
				hang(StopPlanTests.this.calls);
			}
		};
		StopReport report = run(budgets, Map.of(), hanging);
		assertThat(report.problems()).extracting(StopReport.Problem::step).contains("deregister");
		assertThat(report.took()).isLessThan(Duration.ofSeconds(5));
	}

	@Test
	void whenNobodyWasToldOfThisInstanceThenThePropagationDelayIsLeftOut() {
		StopBudgets budgets = new StopBudgets(Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ofMinutes(1));
		StopReport report = new StopPlan(List.of(), Map.of(), budgets).run(() -> {
		}, false);
		assertThat(report.took()).isLessThan(Duration.ofSeconds(10));
	}

	@Test
	void propagationDelayPassesBeforeIntakeStops() {
		StopBudgets budgets = new StopBudgets(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofMinutes(1));
		StopReport report = run(budgets, Map.of(), new RecordingParticipant("a", this.calls));
		assertThat(report.steps().get(2)).satisfies((step) -> {
			assertThat(step.name()).isEqualTo("propagate");
			assertThat(step.took()).isGreaterThanOrEqualTo(Duration.ofMillis(50));
		});
	}

	@Test
	void whenTheStopIsInterruptedThenEveryStepIsGoneThroughWithoutWaiting() {
		StopBudgets budgets = new StopBudgets(Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofMinutes(1));
		Thread.currentThread().interrupt();
		StopReport report = run(budgets, Map.of(), new RecordingParticipant("a", this.calls));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(report.took()).isLessThan(Duration.ofSeconds(10));
		assertThat(this.calls).contains("a.unready", "a.stopIntake", "a.drain", "a.flush");
	}

	private StopReport run(StopBudgets budgets, Map<String, StopHook> hooks, LifecycleParticipant... participants) {
		return new StopPlan(List.of(participants), hooks, budgets).run(() -> this.calls.add("refuse"), true);
	}

	private static StopBudgets budgets(Duration drain) {
		return new StopBudgets(Duration.ZERO, drain, Duration.ofMinutes(1));
	}

	private static void hang(List<String> calls) {
		try {
			new CountDownLatch(1).await(1, TimeUnit.MINUTES);
		}
		catch (InterruptedException ex) {
			calls.add("interrupted");
		}
	}

	private static void await(CountDownLatch latch, Duration time) {
		try {
			latch.await(time.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.interrupted();
		}
	}

	/**
	 * Drains only together with another one.
	 */
	private record MeetingParticipant(String name, CyclicBarrier barrier) implements LifecycleParticipant {

		@Override
		public DrainResult drain(Deadline deadline) {
			try {
				this.barrier.await(BUDGET.toMillis(), TimeUnit.MILLISECONDS);
				return new DrainResult("things", 1, 0, 0);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
