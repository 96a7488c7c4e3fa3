// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/**
 * A process to send signals to: a worker that stays alive. Its stop hook hangs or a
 * failure stops it if the arguments say so.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration(LifecycleAutoConfiguration.class)
public class SignalApplication {

	public static void main(String[] arguments) {
		SpringApplication application = new SpringApplication(SignalApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setDefaultProperties(Map.of("spring.main.keep-alive", "true"));
		application.run(arguments);
	}

	@Bean
	StopHook goodbye(Environment environment) {
		boolean hang = environment.getProperty("hang", Boolean.class, false);
		return (deadline) -> {
			System.out.println("in the hook");
			if (hang) {
				new CountDownLatch(1).await(1, TimeUnit.MINUTES);
			}
		};
	}

	@EventListener
	void onReady(ApplicationReadyEvent event) {
		System.out.println("ready");
		if (event.getApplicationContext().getEnvironment().containsProperty("fail")) {
			event.getApplicationContext().getBean(StopTrigger.class).stop("port 1 refuses connections");
		}
	}

}
