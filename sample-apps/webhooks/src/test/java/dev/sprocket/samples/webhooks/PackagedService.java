// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The packaged jar as a process of its own, on the same ports however often it is started
 * again.
 */
final class PackagedService implements AutoCloseable {

	private static final Path JAR = Path.of("target/webhooks.jar").toAbsolutePath();

	private final int port = freePort();

	private final int managementPort = freePort();

	private final Path data;

	private final List<String> arguments;

	private final Path log;

	private List<String> user = List.of();

	private Process process;

	PackagedService(Path data, String... arguments) {
		this.data = data;
		this.arguments = List.of(arguments);
		this.log = data.resolveSibling(data.getFileName() + ".log");
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
		command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(), "-jar", JAR.toString(),
				"--server.port=" + this.port, "--management.server.port=" + this.managementPort,
				"--spring.grpc.server.port=0", "--webhooks.data=" + this.data.toAbsolutePath()));
		command.addAll(this.arguments);
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.log.toFile()));
		builder.environment().put("WEBHOOKS_SECRET", GitHub.SECRET);
		try {
			this.process = builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	PackagedService startAndAwaitReady() {
		start();
		awaitReadiness(200);
		return this;
	}

	void awaitReadiness(int status) {
		Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(50)).until(() -> {
			assertThat(this.process.isAlive()).as("The service ended:%n%s", log()).isTrue();
			return readiness() == status;
		});
	}

	int readiness() {
		try {
			return gitHub().get("/readyz").status();
		}
		catch (IllegalStateException ex) {
			return 0;
		}
	}

	void kill() {
		this.process.destroyForcibly().onExit().join();
	}

	void requestStop() {
		this.process.destroy();
	}

	int awaitExit() throws InterruptedException {
		assertThat(this.process.waitFor(90, TimeUnit.SECONDS)).as("The service does not end:%n%s", log()).isTrue();
		return this.process.exitValue();
	}

	int stop() throws InterruptedException {
		requestStop();
		return awaitExit();
	}

	int port() {
		return this.port;
	}

	File database() {
		return this.data.resolve("webhooks.db").toFile();
	}

	GitHub gitHub() {
		return new GitHub(this.port);
	}

	ReplayClient replayClient() {
		return new ReplayClient("http://localhost:" + this.port, new Signature(GitHub.SECRET));
	}

	String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		if (this.process != null) {
			kill();
		}
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
