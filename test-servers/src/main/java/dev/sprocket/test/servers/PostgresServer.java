// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.test.servers;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server, started once for all tests of this JVM, or for one of them.
 */
public final class PostgresServer implements DatabaseServer {

	private static final String BINARIES = "/usr/lib/postgresql";

	private static @Nullable PostgresServer running;

	private final Path bin;

	private final Path folder;

	private final int port;

	private boolean stopped;

	private PostgresServer(Path bin, Path folder, int port) {
		this.bin = bin;
		this.folder = folder;
		this.port = port;
	}

	/**
	 * Start the server unless it runs.
	 * @return the server
	 */
	public static synchronized PostgresServer start() {
		if (running == null) {
			running = launch();
		}
		return running;
	}

	/**
	 * Start another server, that no other test uses.
	 * @return the server
	 */
	public static PostgresServer startAnother() {
		return launch();
	}

	@Override
	public String url() {
		String url = "jdbc:postgresql://127.0.0.1:" + this.port + "/postgres?user=postgres";
		String schema = "test_" + UUID.randomUUID().toString().replace("-", "");
		try (Connection connection = DriverManager.getConnection(url);
				Statement statement = connection.createStatement()) {
			statement.execute("CREATE SCHEMA " + schema);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return url + "&currentSchema=" + schema;
	}

	/**
	 * Return what the server has logged.
	 * @return all lines
	 * @throws IOException if its file cannot be read
	 */
	public String log() throws IOException {
		return Files.readString(this.folder.resolve("log"));
	}

	private static PostgresServer launch() {
		Path bin = binaries();
		if (bin == null) {
			String message = "PostgreSQL is not installed (" + BINARIES + " is missing)";
			if (Boolean.getBoolean("sprocket.test.require-servers")) {
				throw new IllegalStateException(message);
			}
			Assumptions.abort("Skipped: " + message);
		}
		try {
			PostgresServer server = new PostgresServer(bin, Files.createTempDirectory("sprocket-postgres"),
					ServiceProcess.freePort());
			server.run();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static @Nullable Path binaries() {
		File[] versions = new File(BINARIES).listFiles();
		return Stream.of((versions != null) ? versions : new File[0])
			.map((version) -> version.toPath().resolve("bin"))
			.filter((bin) -> Files.isExecutable(bin.resolve("initdb")))
			.max(Comparator.naturalOrder())
			.orElse(null);
	}

	private void run() throws IOException {
		if (isRoot()) {
			call("chown", "postgres", this.folder.toString());
		}
		call(asPostgres("initdb", "-D", data(), "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"));
		serve();
		Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
	}

	private void serve() throws IOException {
		call(asPostgres("pg_ctl", "-D", data(), "-w", "-t", "60", "-l", this.folder.resolve("log").toString(), "-o",
				"-c listen_addresses=127.0.0.1 -c shared_buffers=16MB -c fsync=off -c max_connections=400 -p "
						+ this.port + " -k " + this.folder,
				"start"));
	}

	private void kill() throws IOException {
		call(asPostgres("pg_ctl", "-D", data(), "-m", "immediate", "stop"));
	}

	@Override
	public void restart() {
		try {
			kill();
			serve();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public synchronized void stop() {
		if (this.stopped) {
			return;
		}
		this.stopped = true;
		try {
			kill();
			call("rm", "-rf", this.folder.toString());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String data() {
		return this.folder.resolve("data").toString();
	}

	private String[] asPostgres(String program, String... arguments) {
		List<String> command = new ArrayList<>(isRoot() ? List.of("runuser", "-u", "postgres", "--") : List.of());
		command.add(this.bin.resolve(program).toString());
		command.addAll(Arrays.asList(arguments));
		return command.toArray(String[]::new);
	}

	private static boolean isRoot() {
		return System.getProperty("user.name").equals("root");
	}

	private void call(String... command) throws IOException {
		Path output = Files.createTempFile("sprocket-postgres", ".log");
		Process process = new ProcessBuilder(command).directory(new File("/"))
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> !process.isAlive());
		if (process.exitValue() != 0) {
			throw new IllegalStateException(String.join(" ", command) + ": " + Files.readString(output));
		}
		Files.delete(output);
	}

}
