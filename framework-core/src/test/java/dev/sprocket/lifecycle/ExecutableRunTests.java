// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExecutableRunTests {

	private static final String RUN = "org.springframework.boot.SpringApplication#run"
			+ "([Ljava/lang/String;)Lorg/springframework/context/ConfigurableApplicationContext;";

	private static final String MAIN = "com.example.App#main([Ljava/lang/String;)V";

	@Test
	void mainMethodMakesAnApplicationExecutable() {
		assertThat(ExecutableRun.matches(List.of(RUN, MAIN))).isTrue();
		assertThat(ExecutableRun.matches(List.of(RUN, "com.example.App#main()V"))).isTrue();
		assertThat(ExecutableRun.matches(List.of(RUN, "com.example.App#start()V"))).isFalse();
	}

	@Test
	void runInsideARunIsNotOutermost() {
		assertThat(ExecutableRun.matches(List.of(RUN, "com.example.Bean#init()V", RUN, MAIN))).isFalse();
	}

	@Test
	void testsAndWarsAreNotExecutable() {
		assertThat(ExecutableRun.isCurrent()).isFalse();
		assertThat(ExecutableRun.matches(List.of(RUN, MAIN, "org.junit.platform.Launcher#run()V"))).isFalse();
		assertThat(ExecutableRun
			.matches(List.of(RUN, "org.springframework.boot.web.servlet.support.SpringBootServletInitializer#run()V",
					"org.apache.catalina.startup.Bootstrap#main([Ljava/lang/String;)V")))
			.isFalse();
	}

}
