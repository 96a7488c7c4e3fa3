// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.management.autoconfigure;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

class StartupHealthTests {

	@Test
	void whenWhatStartsLastIsUnderWayThenTheStartupProbeStillWaits() {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		try (ConfigurableApplicationContext context = application.run()) {
			assertThat(context.getBean(Application.class).duringStart).isEqualTo(Status.OUT_OF_SERVICE);
			assertThat(context.getBean(StartupHealthIndicator.class).health().getStatus()).isEqualTo(Status.UP);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		private Status duringStart;

		@Bean
		StartupHealthIndicator startup() {
			return new StartupHealthIndicator();
		}

		@Bean
		Subscriptions subscriptions(StartupHealthIndicator startup) {
			return new Subscriptions(this, startup);
		}

	}

	record Subscriptions(Application application, StartupHealthIndicator startup) {

		@EventListener(ApplicationReadyEvent.class)
		void start() {
			this.application.duringStart = this.startup.health().getStatus();
		}

	}

}
