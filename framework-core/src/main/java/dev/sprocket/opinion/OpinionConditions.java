// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.opinion;

import java.io.Console;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.function.BooleanSupplier;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Profiles;

/**
 * Decides whether the conditions of an opinion hold.
 *
 * @param environment the environment after config data
 * @param starters the starters on the class path
 * @param javaFeature the feature release of the JVM
 * @param terminal whether a person watches
 */
record OpinionConditions(ConfigurableEnvironment environment, Set<String> starters, int javaFeature,
		BooleanSupplier terminal) {

	static final String KNOWN = "java21, terminal, profile:dev, kubernetes, starter:<name>, each with an optional '!'";

	private static final int JAVA_21 = 21;

	private static final String STARTER = "starter:";

	static OpinionConditions of(ConfigurableEnvironment environment, Set<String> starters) {
		return new OpinionConditions(environment, starters, Runtime.version().feature(),
				OpinionConditions::isTerminalAttached);
	}

	static boolean isKnown(String condition) {
		String name = condition.startsWith("!") ? condition.substring(1) : condition;
		return switch (name) {
			case "java21", "terminal", "profile:dev", "kubernetes" -> true;
			default -> name.startsWith(STARTER) && name.length() > STARTER.length();
		};
	}

	boolean hold(Opinion opinion) {
		return opinion.when().stream().allMatch(this::holds);
	}

	private boolean holds(String condition) {
		if (condition.startsWith("!")) {
			return !holds(condition.substring(1));
		}
		return switch (condition) {
			case "java21" -> this.javaFeature >= JAVA_21;
			case "terminal" -> this.terminal.getAsBoolean();
			case "profile:dev" -> this.environment.acceptsProfiles(Profiles.of("dev"));
			case "kubernetes" -> CloudPlatform.KUBERNETES.isActive(this.environment);
			default -> this.starters.contains(condition.substring(STARTER.length()));
		};
	}

	/**
	 * Since JDK 22 there is a console also when the streams are redirected, and
	 * {@code Console.isTerminal()} tells.
	 * @return whether standard input and output are a terminal
	 */
	private static boolean isTerminalAttached() {
		Console console = System.console();
		if (console == null) {
			return false;
		}
		try {
			Method isTerminal = Console.class.getMethod("isTerminal");
			return (boolean) isTerminal.invoke(console);
		}
		catch (ReflectiveOperationException ex) {
			return true;
		}
	}

}
