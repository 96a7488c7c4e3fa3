// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.release;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.sprocket.test.servers.Scale;
import dev.sprocket.test.servers.ServiceProcess;

/**
 * The packaged samples as processes of their own.
 */
final class PackagedService {

	static final String SECRET = "test-secret";

	/** In every build unpacked, which starts sooner. */
	private static final String TARGET = Scale.isFull() ? "target" : "target/unpacked";

	/** The JDK's client repeats a GET whose connection ends before the answer begins. */
	private static final String NO_SECOND_ATTEMPT = "-Djdk.httpclient.redirects.retrylimit=1";

	/**
	 * Two cores have three JVMs, a database and the load to carry, and always one JVM
	 * that starts.
	 */
	private static final List<String> SMALL = List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

	private PackagedService() {
	}

	static ServiceProcess start(String name, String... arguments) {
		List<String> command = new ArrayList<>(List.of(ServiceProcess.java(), NO_SECOND_ATTEMPT));
		command.addAll(SMALL);
		command.add("-jar");
		command.add(Path.of("../" + name + "/" + TARGET + "/" + name + ".jar").toAbsolutePath().normalize().toString());
		command.addAll(List.of(arguments));
		ProcessBuilder builder = new ProcessBuilder(command);
		builder.environment().put("WEBHOOKS_SECRET", SECRET);
		builder.environment().put("DASHBOARD_SECRET", SECRET);
		return ServiceProcess.start(builder, log(name));
	}

	private static Path log(String name) {
		try {
			return Files.createTempFile(Files.createDirectories(Path.of("target/logs")), name + "-", ".log");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
