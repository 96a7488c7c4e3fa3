// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.archetype;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.sprocket.test.servers.Scale;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Generates, builds, tests, starts, calls and stops a service of every kind outside the
 * reactor; at small scale of one kind, which has everything, and as laid out only.
 */
class GeneratedServiceIntegrationTests {

	private static final String CHOSEN = System.getProperty("sprocket.archetype.kinds", "");

	static List<Kind> kinds() {
		if (!CHOSEN.isBlank()) {
			return Stream.of(CHOSEN.toUpperCase(Locale.ROOT).split(",")).map(Kind::valueOf).toList();
		}
		return isSmall() ? List.of(Kind.ALL) : List.of(Kind.values());
	}

	@ParameterizedTest
	@MethodSource("kinds")
	void whenServiceIsGeneratedThenItIsBuiltTestedStartedCalledAndStopped(Kind kind) throws Exception {
		String name = kind.value() + "-greetings";
		Path project = Archetype.generate(kind, name);
		List<Path> sources = files(project);
		Run build = Maven.get().run(project, List.of("package"));
		assertThat(build.status()).as(build.output()).isZero();
		assertThat(build.output()).doesNotContain("Tests run: 0").contains("Failures: 0, Errors: 0, Skipped: 0");
		assertThat(files(project)).as("What the build leaves beside target").isEqualTo(sources);
		Path packaged = project.resolve("target").resolve(name);
		assertLayout(packaged, name);
		assertLayoutRefusesWhatDoesNotStart(project, name);
		assertRunsAsLaidOut(kind, packaged.resolve("bin").resolve(name));
		if (!isSmall()) {
			assertRunsAsJar(kind, project.resolve("target").resolve(name + ".jar"));
		}
	}

	private static void assertLayout(Path packaged, String name) {
		assertThat(packaged.resolve("bin").resolve(name)).isExecutable();
		assertThat(packaged.resolve(name + ".jar")).isRegularFile();
		assertThat(packaged.resolve("lib")).isNotEmptyDirectory();
		assertThat(packaged.resolve(name + ".jvm")).content().startsWith(System.getProperty("java.home") + "\n");
		assertThat(packaged.resolve(name + ((Runtime.version().feature() >= 25) ? ".aot" : ".jsa"))).isRegularFile();
	}

	private static void assertLayoutRefusesWhatDoesNotStart(Path project, String name) {
		ProcessBuilder layout = new ProcessBuilder("sh", "packaging/layout", "target/" + name + ".jar", "target/broken")
			.directory(project.toFile());
		layout.environment().put("MANAGEMENT_SERVER_PORT", "none");
		Run run = Run.of(layout);
		assertThat(run.status()).isEqualTo(1);
		assertThat(run.output()).contains("APPLICATION FAILED TO START", "management.server.port",
				"packaging/layout: the service does not start with the profile training: "
						+ "src/main/resources/application-training.yml");
	}

	private static void assertRunsAsLaidOut(Kind kind, Path start) throws Exception {
		Path folder = Files.createTempDirectory(Maven.FOLDER, "run-");
		String options = "-Xlog:class+load:file=loaded -Dspring.profiles.active=dev";
		try (GeneratedService service = new GeneratedService(kind, folder, options, start.toString())
			.awaitReadiness()) {
			call(kind, service);
			assertThat(service.stop()).as(service.log()).isZero();
			assertThat(service.log()).contains("Stopped in");
		}
		assertThat(Files.readString(folder.resolve("loaded")))
			.contains("org.springframework.boot.SpringApplication source: shared objects file");
	}

	private static void call(Kind kind, GeneratedService service) throws Exception {
		if (kind.has(Kind.Part.HTTP)) {
			assertThat(service.post("/greetings", "{\"name\":\"Ada\"}"))
				.isEqualTo("{\"name\":\"Ada\",\"text\":\"Hello, Ada!\"}");
		}
		if (kind.has(Kind.Part.GRPC)) {
			assertThat(service.greet("Ada")).isEqualTo("Hello, Ada!");
		}
		if (kind == Kind.ALL) {
			assertThat(service.post("/v1/greetings", "{\"name\":\"Ada\"}")).isEqualTo("{\"text\":\"Hello, Ada!\"}");
			service.awaitLog("Ada was greeted, in all 3");
		}
		if (kind == Kind.PUBSUB) {
			service.awaitLog("World was greeted, in all 1");
		}
	}

	private static void assertRunsAsJar(Kind kind, Path jar) throws Exception {
		Path folder = Files.createTempDirectory(Maven.FOLDER, "run-");
		String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
		try (GeneratedService service = new GeneratedService(kind, folder, "", java, "-jar", jar.toString())
			.awaitReadiness()) {
			assertThat(service.stop()).as(service.log()).isZero();
		}
	}

	private static boolean isSmall() {
		return CHOSEN.isBlank() && !Scale.isFull();
	}

	private static List<Path> files(Path project) throws IOException {
		try (Stream<Path> paths = Files.walk(project)) {
			return paths.filter((path) -> !path.startsWith(project.resolve("target"))).sorted().toList();
		}
	}

}
