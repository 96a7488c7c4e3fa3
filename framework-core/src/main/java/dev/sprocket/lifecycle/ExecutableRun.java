// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.lifecycle;

import java.util.List;

/**
 * Tells from the stack whether a thread is in the outermost {@code SpringApplication.run}
 * of an executable application: one such call, made below a {@code main} method, with
 * neither a test framework nor a servlet container in between. Newer JDKs give a frame's
 * descriptor only to a walker that may hold on to classes.
 */
final class ExecutableRun {

	private static final String RUN = "org.springframework.boot.SpringApplication#run"
			+ "([Ljava/lang/String;)Lorg/springframework/context/ConfigurableApplicationContext;";

	private static final List<String> EMBEDDERS = List.of("org.junit.", "org.testng.", "org.springframework.test.",
			"org.springframework.boot.test.",
			"org.springframework.boot.web.servlet.support.SpringBootServletInitializer#");

	private ExecutableRun() {
	}

	static boolean isCurrent() {
		return matches(StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
			.walk((frames) -> frames
				.map((frame) -> frame.getClassName() + "#" + frame.getMethodName() + frame.getDescriptor())
				.toList()));
	}

	static boolean matches(List<String> frames) {
		return frames.stream().filter(RUN::equals).count() == 1
				&& frames.stream().anyMatch((frame) -> frame.contains("#main("))
				&& frames.stream().noneMatch((frame) -> EMBEDDERS.stream().anyMatch(frame::startsWith));
	}

}
