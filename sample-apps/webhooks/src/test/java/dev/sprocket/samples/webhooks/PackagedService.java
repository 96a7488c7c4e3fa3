// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;

import dev.sprocket.test.servers.Scale;
import dev.sprocket.test.servers.ServiceProcess;

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

	private final List<String> arguments;

	private final Path log;

	private List<String> user = List.of();

	private ServiceProcess process;

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
		command.addAll(List.of(ServiceProcess.java(), "-jar", JAR.toString(), "--server.port=" + this.port,
				"--management.server.port=" + this.managementPort, "--spring.grpc.server.port=0",
				"--webhooks.data=" + this.data.toAbsolutePath()));
		command.addAll(this.arguments);
		ProcessBuilder builder = new ProcessBuilder(command);
		builder.environment().put("WEBHOOKS_SECRET", GitHub.SECRET);
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
