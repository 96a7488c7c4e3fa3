// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.archetype;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A kind of service, and how one tells it from the others.
 */
enum Kind {

	SERVER(Set.of(Part.HTTP)), RPC(Set.of(Part.GRPC)), PUBSUB(Set.of(Part.MESSAGES)), ALL(Set.of(Part.values()));

	private static final String MAIN = "src/main/java/com/acme/greetings/";

	private static final String TEST = "src/test/java/com/acme/greetings/";

	private static final List<String> COMMON = List.of(".dockerignore", ".gitignore", "Dockerfile", "README.md",
			"kubernetes/deployment.yaml", "packaging/layout", "packaging/options", "packaging/start", "pom.xml",
			MAIN + "Application.java", MAIN + "Greeting.java", MAIN + "Greetings.java", MAIN + "package-info.java",
			"src/main/resources/application-dev.yml", "src/main/resources/application.yml",
			"src/test/resources/config/application.yml");

	private final Set<Part> parts;

	Kind(Set<Part> parts) {
		this.parts = parts;
	}

	String value() {
		return name().toLowerCase(Locale.ROOT);
	}

	boolean has(Part part) {
		return this.parts.contains(part);
	}

	/**
	 * Return all files of a service of this kind.
	 * @return their names
	 */
	List<String> files() {
		List<String> files = new ArrayList<>(COMMON);
		this.parts.forEach((part) -> files.addAll(part.files));
		if (has(Part.HTTP) || has(Part.GRPC)) {
			files.add("kubernetes/service.yaml");
		}
		if (this == PUBSUB) {
			files.add(MAIN + "FirstGreeting.java");
		}
		return files;
	}

	/**
	 * Return the starters in its POM.
	 * @return their names
	 */
	List<String> starters() {
		List<String> starters = new ArrayList<>(this.parts.stream().map((part) -> part.starter).toList());
		if (!has(Part.HTTP)) {
			starters.add("sprocket-starter-management");
		}
		return starters;
	}

	/**
	 * Return whether a line is about something that only other kinds have.
	 * @param line the line
	 */
	boolean isForeign(String line) {
		return Set.of(Part.values())
			.stream()
			.filter((part) -> !has(part))
			.anyMatch((part) -> part.word.matcher(line).find());
	}

	/**
	 * What a service may have.
	 */
	enum Part {

		/** A controller. */
		HTTP("sprocket-starter-server", "8080|RestController|problem|<artifactId>sprocket-starter-server",
				List.of(MAIN + "GreetingController.java", TEST + "GreetingControllerTests.java")),

		/** A gRPC service. */
		GRPC("sprocket-starter-rpc", "(?i)grpc|\\bRPC|9090|protobuf",
				List.of("src/main/proto/greetings/v1/greetings.proto", MAIN + "GreetingRpc.java",
						TEST + "GreetingRpcTests.java")),

		/** A publisher and a subscription. */
		MESSAGES("sprocket-starter-pubsub", "(?i)pubsub|publish|subscri|topic|messages|counted|storage",
				List.of("kubernetes/storage.yaml", MAIN + "GreetingCounter.java", TEST + "GreetingCounterTests.java"));

		private final String starter;

		private final Pattern word;

		private final List<String> files;

		Part(String starter, String word, List<String> files) {
			this.starter = starter;
			this.word = Pattern.compile(word);
			this.files = files;
		}

	}

}
