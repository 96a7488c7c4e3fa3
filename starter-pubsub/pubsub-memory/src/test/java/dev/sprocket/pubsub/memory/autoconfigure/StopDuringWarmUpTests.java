// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory.autoconfigure;

import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.lifecycle.DrainResult;
import dev.sprocket.lifecycle.LifecycleParticipant;
import dev.sprocket.pubsub.Subscribe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@ExtendWith(OutputCaptureExtension.class)
class StopDuringWarmUpTests {

	@Test
	void whenTheStopBeginsDuringWarmUpThenNothingIsSubscribedAfterIt(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		ConfigurableApplicationContext context = application.run();
		context.getBean(Application.class).runReturned.countDown();
		await().until(() -> !context.isActive());
		assertThat(output)
			.contains("The application stops before it was ready. Topic orders, group billing: not subscribed, because"
					+ " pub/sub stops or is closed")
			.doesNotContain("at a time")
			.doesNotContain("Application run failed");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final CountDownLatch drains = new CountDownLatch(1);

		private final CountDownLatch runReturned = new CountDownLatch(1);

		@Subscribe(topic = "orders", group = "billing")
		void bill(String order) {
		}

		@Bean
		ApplicationRunner stop(ConfigurableApplicationContext context) {
			return (arguments) -> {
				new Thread(context::close).start();
				this.drains.await();
			};
		}

		@Bean
		LifecycleParticipant slow() {
			return new LifecycleParticipant() {

				@Override
				public String name() {
					return "slow";
				}

				@Override
				public DrainResult drain(Deadline deadline) {
					Application.this.drains.countDown();
					await().until(() -> Application.this.runReturned.getCount() == 0);
					return new DrainResult("things", 0, 0, 0);
				}

			};
		}

	}

}
