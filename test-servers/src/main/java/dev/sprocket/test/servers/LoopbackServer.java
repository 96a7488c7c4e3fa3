// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.test.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;

/**
 * A server as a process of its own on a free port. It ends with this JVM, and its folder
 * is gone then.
 *
 * @param process the process
 * @param port the port on which it accepts connections
 */
record LoopbackServer(ServiceProcess process, int port) {

	static LoopbackServer start(Path folder, List<String> command, int port) {
		ServiceProcess process = ServiceProcess.start(new ProcessBuilder(command).directory(folder.toFile()),
				folder.resolve("log"));
		Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, folder)));
		LoopbackServer server = new LoopbackServer(process, port);
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(server::accepts);
		return server;
	}

	private static void end(ServiceProcess process, Path folder) {
		process.kill();
		try (Stream<Path> files = Files.walk(folder)) {
			files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	URI address() {
		return URI.create("http://127.0.0.1:" + this.port);
	}

	private boolean accepts() {
		this.process.assertAlive();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	// End the test, as skipped or, where the servers must be there, as failed.

	static void missing(String message) {
		if (Boolean.getBoolean("sprocket.test.require-servers")) {
			throw new IllegalStateException(message);
		}
		Assumptions.abort("Skipped: " + message);
	}

}
