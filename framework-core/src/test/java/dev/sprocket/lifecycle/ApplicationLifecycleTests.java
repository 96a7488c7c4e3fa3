// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;

import dev.sprocket.lifecycle.LifecycleAutoConfigurationTests.ReadinessListener;
import dev.sprocket.lifecycle.LifecycleEndpoint.LifecycleDescriptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class ApplicationLifecycleTests {

	private static final String EXPOSED = "--management.endpoints.web.exposure.include=lifecycle";

	@Test
	void warmUpAndSubscriptionsComeBeforeTraffic() {
		try (ConfigurableApplicationContext context = application(Application.class).run()) {
			assertThat(calls(context)).containsExactly("CORRECT", "warm-up", "subscribe", "ACCEPTING_TRAFFIC");
		}
	}

	@Test
	void stopOfAnApplicationWithoutWebServerRefusesTrafficFirst() {
		ConfigurableApplicationContext context = application(Application.class).run();
		List<String> calls = calls(context);
		calls.clear();
		context.close();
		assertThat(calls).startsWith("REFUSING_TRAFFIC", "worker.unready")
			.containsSubsequence("worker.drain", "early", "late", "worker.flush");
	}

	@Test
	void whenTheStopBeginsDuringWarmUpThenTheEndOfWarmUpDoesNotUndoIt() {
		ConfigurableApplicationContext context = application(Application.class, StoppedEarly.class).run();
		ApplicationLifecycle lifecycle = context.getBean(ApplicationLifecycle.class);
		List<String> calls = calls(context);
		assertThat(lifecycle.state()).isEqualTo(LifecycleState.STOPPING);
		assertThat(lifecycle.timeToReady()).isNull();
		assertThat(calls.stream().filter((call) -> call.endsWith("_TRAFFIC"))).last().isEqualTo("REFUSING_TRAFFIC");
		context.getBean(StoppedEarly.class).runReturned.countDown();
		await().until(() -> lifecycle.state() == LifecycleState.STOPPED);
	}

	@Test
	void stopReportsInOneLine(CapturedOutput output) {
		application(Application.class).run().close();
		assertThat(output.getOut().lines().filter((line) -> line.contains("Stopped in"))).singleElement()
			.asString()
			.contains(" INFO ", "; worker: 3 things drained, 2 released, 0 abandoned; no overruns");
	}

	@Test
	void whenNothingTakesPartThenNothingIsLogged(CapturedOutput output) {
		application(Empty.class).run().close();
		assertThat(output).doesNotContain("Stopped in");
	}

	@Test
	void whenTheContextIsClosedTwiceThenThePlanRunsOnce() {
		ConfigurableApplicationContext context = application(Application.class).run();
		List<String> calls = calls(context);
		context.close();
		context.close();
		assertThat(calls).containsOnlyOnce("worker.drain");
	}

	@Test
	void contextsOfOneProcessStopOnTheirOwn() {
		ConfigurableApplicationContext first = application(Application.class).run();
		try (ConfigurableApplicationContext second = application(Application.class).run()) {
			first.close();
			assertThat(second.getBean(ApplicationLifecycle.class).state()).isEqualTo(LifecycleState.READY);
			assertThat(calls(second)).doesNotContain("worker.unready");
		}
	}

	@Test
	void whenAParentHasAPlanThenItsChildHasNone() {
		ConfigurableApplicationContext child = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.child(Empty.class)
			.run();
		assertThat(child.containsLocalBean("applicationLifecycle")).isFalse();
		ConfigurableApplicationContext parent = (ConfigurableApplicationContext) child.getParent();
		List<String> calls = calls(parent);
		child.close();
		assertThat(calls).doesNotContain("worker.unready");
		parent.close();
		assertThat(calls).contains("worker.unready");
	}

	@Test
	void whenBeansAreLazyThenParticipantsStillTakePart() {
		SpringApplication application = application(Application.class);
		application.setLazyInitialization(true);
		ConfigurableApplicationContext context = application.run();
		List<String> calls = calls(context);
		context.close();
		assertThat(calls).contains("worker.drain");
	}

	@Test
	void whenARunnerFailsThenThePlanRunsWithoutThePropagationDelay(CapturedOutput output) {
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(
				() -> application(Application.class, Failing.class).run("--sprocket.lifecycle.propagation-delay=20s"));
		assertThat(output).containsPattern("Stopped in [0-4]\\.\\d{3} s");
	}

	@Test
	void endpointShowsWhoTakesPartAndTheBudgets() {
		try (ConfigurableApplicationContext context = application(Application.class).run(EXPOSED)) {
			LifecycleDescriptor lifecycle = context.getBean(LifecycleEndpoint.class).lifecycle();
			assertThat(lifecycle.state()).isEqualTo(LifecycleState.READY);
			assertThat(lifecycle.participants()).containsExactly("worker");
			assertThat(lifecycle.hooks()).containsExactly("early", "late");
			assertThat(lifecycle.budgets()).containsEntry("drain", Duration.ofSeconds(30))
				.containsEntry("total", Duration.ofSeconds(60));
			assertThat(lifecycle.start().ready()).isGreaterThanOrEqualTo(lifecycle.start().started());
			assertThat(lifecycle.stop()).isNull();
		}
	}

	@Test
	void endpointShowsTheStopUnderWayAndItsReport() {
		ConfigurableApplicationContext context = application(Application.class, Watching.class).run(EXPOSED);
		LifecycleEndpoint endpoint = context.getBean(LifecycleEndpoint.class);
		Watching watching = context.getBean(Watching.class);
		context.close();
		assertThat(watching.during.state()).isEqualTo(LifecycleState.STOPPING);
		assertThat(watching.during.stop().step()).isEqualTo("hooks");
		assertThat(endpoint.lifecycle().state()).isEqualTo(LifecycleState.STOPPED);
		assertThat(endpoint.lifecycle().stop().step()).isNull();
		assertThat(endpoint.lifecycle().stop().report().steps()).hasSize(8);
	}

	@Test
	void stopTriggerClosesTheContextOutsideAnExecutableApplication(CapturedOutput output) {
		ConfigurableApplicationContext context = application(Application.class).run();
		StopTrigger trigger = context.getBean(StopTrigger.class);
		List<String> calls = calls(context);
		trigger.stop("port 1 refuses connections");
		trigger.stop("port 1 refuses connections");
		await().until(() -> !context.isActive());
		assertThat(calls).containsOnlyOnce("worker.drain");
		assertThat(output).containsOnlyOnce("cannot go on: port 1 refuses connections");
	}

	@Test
	void whenTheApplicationStopsAlreadyThenTheTriggerDoesNothing(CapturedOutput output) {
		ConfigurableApplicationContext context = application(Application.class).run();
		StopTrigger trigger = context.getBean(StopTrigger.class);
		context.close();
		trigger.stop("port 1 refuses connections");
		assertThat(output).doesNotContain("port 1 refuses connections");
	}

	@SuppressWarnings("unchecked")
	private static List<String> calls(ConfigurableApplicationContext context) {
		return (List<String>) context.getBean("calls");
	}

	private static SpringApplication application(Class<?>... sources) {
		SpringApplication application = new SpringApplication(sources);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setBannerMode(Banner.Mode.OFF);
		return application;
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(LifecycleAutoConfiguration.class)
	static class Empty {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(LifecycleAutoConfiguration.class)
	static class Application {

		private final List<String> calls = new CopyOnWriteArrayList<>();

		@Bean
		List<String> calls() {
			return this.calls;
		}

		@Bean
		LifecycleParticipant worker() {
			return new RecordingParticipant("worker", this.calls);
		}

		@Bean
		ReadinessListener readinessListener() {
			return new ReadinessListener(this.calls);
		}

		@Bean
		@Order(2)
		StopHook late() {
			return (deadline) -> this.calls.add("late");
		}

		@Bean
		@Order(1)
		StopHook early() {
			return (deadline) -> this.calls.add("early");
		}

		@Bean
		ApplicationRunner warmUp() {
			return (arguments) -> this.calls.add("warm-up");
		}

		@EventListener(ApplicationReadyEvent.class)
		void subscribe() {
			this.calls.add("subscribe");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Failing {

		@Bean
		@Order(-1)
		ApplicationRunner failing() {
			return (arguments) -> {
				throw new IllegalStateException("cold");
			};
		}

	}

	/**
	 * Begins its stop during the warm-up, which ends during the drain.
	 */
	@Configuration(proxyBeanMethods = false)
	static class StoppedEarly {

		private final CountDownLatch drains = new CountDownLatch(1);

		private final CountDownLatch runReturned = new CountDownLatch(1);

		@Bean
		ApplicationRunner stop(ConfigurableApplicationContext context) {
			return (arguments) -> {
				new Thread(context::close).start();
				this.drains.await();
			};
		}

		@Bean
		LifecycleParticipant slow() {
			return new RecordingParticipant("slow", new CopyOnWriteArrayList<>()) {
				@Override
				public DrainResult drain(Deadline deadline) {
					StoppedEarly.this.drains.countDown();
					await().until(() -> StoppedEarly.this.runReturned.getCount() == 0);
					return super.drain(deadline);
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Watching {

		private LifecycleDescriptor during;

		@Bean
		StopHook watch(ObjectProvider<LifecycleEndpoint> endpoint) {
			return (deadline) -> this.during = endpoint.getObject().lifecycle();
		}

	}

}
