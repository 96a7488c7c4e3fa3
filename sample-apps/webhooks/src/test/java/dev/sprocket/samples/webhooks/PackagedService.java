// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;

import dev.sprocket.test.servers.Scale;
import dev.sprocket.test.servers.ServiceProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged jar as a process of its own, on the same ports however often it is started
 * again.
 */
final class PackagedService implements AutoCloseable {

	/** In every build unpacked, which starts sooner. */
	private static final Path JAR = Path.of(Scale.isFull() ? "target" : "target/unpacked", "webhooks.jar");

	private final int port = ServiceProcess.freePort();

	private final int managementPort = ServiceProcess.freePort();

	private final GitHub gitHub = new GitHub(this.port);

	private final Path data;

	private final Path folder;

	private final List<String> command;

	private final Path log;

	private List<String> user = List.of();

	private ServiceProcess process;

	PackagedService(Path data, String... arguments) {
		this(data, Path.of("").toAbsolutePath(), command(arguments));
	}

	private PackagedService(Path data, Path folder, List<String> command) {
		this.data = data;
		this.folder = folder;
		this.command = command;
		this.log = data.resolveSibling(data.getFileName() + ".log");
	}

	/**
	 * The service as a page starts it, in a folder with the jar and its
	 * {@code application.yml}.
	 * @param page what the page says
	 * @return the service, which does not run yet
	 */
	static PackagedService of(HowTo page) throws IOException {
		Path folder = TestFiles.data().toAbsolutePath();
		for (Path file : List.of(JAR, JAR.resolveSibling("lib"))) {
			Files.createSymbolicLink(folder.resolve(file.getFileName()), file.toAbsolutePath());
		}
		Files.writeString(folder.resolve("application.yml"), page.settings());
		String start = page.start().replace("java -jar", "exec " + ServiceProcess.java() + " -jar");
		return new PackagedService(folder.resolve("data"), folder, List.of("bash", "-ec", start));
	}

	private static List<String> command(String... arguments) {
		List<String> command = new ArrayList<>(List.of(ServiceProcess.java(), "-jar", JAR.toString()));
		command.addAll(List.of(arguments));
		return command;
	}

	/**
	 * Run it as somebody whom file permissions stop, also where the tests run as root.
	 */
	void runUnprivileged() throws IOException, InterruptedException {
		if (System.getProperty("user.name").equals("root")) {
			this.user = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");
			run("chown", "-R", "65534:65534", this.data.toString());
		}
	}

	static int run(String... command) throws IOException, InterruptedException {
		return new ProcessBuilder(command).inheritIO().start().waitFor();
	}

	/**
	 * Start it, without waiting for anything.
	 */
	void start() {
		List<String> command = new ArrayList<>(this.user);
		command.addAll(this.command);
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.folder.toFile());
		builder.environment()
			.putAll(Map.of("SERVER_PORT", String.valueOf(this.port), "MANAGEMENT_SERVER_PORT",
					String.valueOf(this.managementPort), "SPRING_GRPC_SERVER_PORT", "0", "WEBHOOKS_DATA",
					this.data.toAbsolutePath().toString(), "WEBHOOKS_SECRET", GitHub.SECRET));
		this.process = ServiceProcess.start(builder, this.log);
	}

	PackagedService startAndAwaitReady() {
		start();
		awaitReadiness(200);
		return this;
	}

	void awaitReadiness(int status) {
		Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(50)).until(() -> {
			this.process.assertAlive();
			return readiness() == status;
		});
	}

	int readiness() {
		try {
			return this.gitHub.get("/readyz").status();
		}
		catch (IllegalStateException ex) {
			return 0;
		}
	}

	void kill() {
		this.process.kill();
	}

	void requestStop() {
		this.process.requestStop();
	}

	int awaitExit() throws InterruptedException {
		return this.process.awaitExit();
	}

	int stop() throws InterruptedException {
		return this.process.stop();
	}

	int port() {
		return this.port;
	}

	File database() {
		return this.data.resolve("webhooks.db").toFile();
	}

	GitHub gitHub() {
		return this.gitHub;
	}

	ReplayClient replayClient() {
		return new ReplayClient("http://localhost:" + this.port, new Signature(GitHub.SECRET));
	}

	void assertTotals(Map<String, Long> byEvent) {
		Awaitility.await()
			.during(Duration.ofSeconds(2))
			.atMost(Duration.ofMinutes(2))
			.untilAsserted(
					() -> assertThat(this.gitHub.totals().byEvent()).containsExactlyInAnyOrderEntriesOf(byEvent));
	}

	String log() {
		return this.process.log();
	}

	@Override
	public void close() {
		if (this.process != null) {
			this.process.close();
		}
	}

}
