// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.test.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * An emulator of SNS and SQS from npm, started once for all tests of this JVM. It is
 * installed on first use where {@code npm} is, in {@code ~/.cache/sprocket}.
 */
public final class SnsSqsServer {

	private static final List<String> PACKAGES = List.of("fauxqs@2.4.1", "node@24.21.0");

	private static final Path FOLDER = Path.of(System.getProperty("user.home"), ".cache/sprocket/fauxqs-2.4.1");

	private static final Path NODE = FOLDER.resolve("node_modules/node/bin/node");

	private static final Path APP = FOLDER.resolve("node_modules/fauxqs/dist/app.js");

	// its own command binds every interface

	private static final String SCRIPT = """
			import { buildApp } from '%s';
			const app = buildApp({ logger: false });
			await app.listen({ port: +process.argv[2], host: '127.0.0.1' });
			""";

	private static @Nullable LoopbackServer running;

	private SnsSqsServer() {
	}

	/**
	 * Start the server unless it runs.
	 * @return its address, for both services
	 */
	public static synchronized URI start() {
		if (running == null) {
			try {
				install();
				running = launch();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
		return running.address();
	}

	private static LoopbackServer launch() throws IOException {
		Path folder = Files.createTempDirectory("sprocket-fauxqs");
		Path script = Files.writeString(folder.resolve("server.mjs"), SCRIPT.formatted(APP.toUri()));
		int port = ServiceProcess.freePort();
		return LoopbackServer.start(folder, List.of(NODE.toString(), script.toString(), String.valueOf(port)), port);
	}

	// One process at a time installs.

	private static void install() throws IOException {
		if (isInstalled()) {
			return;
		}
		Files.createDirectories(FOLDER);
		try (FileChannel channel = FileChannel.open(FOLDER.resolve("lock"), StandardOpenOption.CREATE,
				StandardOpenOption.WRITE); FileLock lock = channel.lock()) {
			if (!isInstalled() && lock.isValid()) {
				npm();
			}
		}
	}

	private static boolean isInstalled() {
		return Files.isExecutable(NODE) && Files.isReadable(APP);
	}

	private static void npm() throws IOException {
		Path log = FOLDER.resolve("npm.log");
		try {
			Process npm = new ProcessBuilder("npm", "install", "--prefix", FOLDER.toString(), "--no-audit", "--no-fund",
					PACKAGES.get(0), PACKAGES.get(1))
				.directory(FOLDER.toFile())
				.redirectErrorStream(true)
				.redirectOutput(log.toFile())
				.start();
			Awaitility.await().atMost(Duration.ofMinutes(5)).until(() -> !npm.isAlive());
		}
		catch (IOException ex) {
			LoopbackServer.missing("the emulator of SNS and SQS needs npm, which is not installed");
		}
		if (!isInstalled()) {
			LoopbackServer.missing("the emulator of SNS and SQS could not be installed: " + Files.readString(log));
		}
	}

}
