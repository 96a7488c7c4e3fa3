// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.test.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A MariaDB server, started once for all tests of this JVM, or for one of them.
 */
public final class MariaDbServer implements DatabaseServer {

	private static final Path SERVER = Path.of("/usr/sbin/mariadbd");

	private static @Nullable MariaDbServer running;

	private final Path folder;

	private final int port;

	private @Nullable Process process;

	private MariaDbServer(Path folder, int port) {
		this.folder = folder;
		this.port = port;
	}

	/**
	 * Start the server unless it runs.
	 * @return the server
	 */
	public static synchronized MariaDbServer start() {
		if (running == null) {
			running = launch();
		}
		return running;
	}

	/**
	 * Start another server, that no other test uses.
	 * @return the server
	 */
	public static MariaDbServer startAnother() {
		return launch();
	}

	@Override
	public String url() {
		String database = "test_" + UUID.randomUUID().toString().replace("-", "");
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			statement.execute("CREATE DATABASE " + database);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return "jdbc:mariadb://127.0.0.1:" + this.port + "/" + database + "?user=root";
	}

	private Connection connect() throws SQLException {
		return DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + this.port + "/?user=root");
	}

	private static MariaDbServer launch() {
		if (!Files.isExecutable(SERVER)) {
			String message = "MariaDB is not installed (" + SERVER + " is missing)";
			if (Boolean.getBoolean("sprocket.test.require-servers")) {
				throw new IllegalStateException(message);
			}
			Assumptions.abort("Skipped: " + message);
		}
		try {
			MariaDbServer server = new MariaDbServer(Files.createTempDirectory("sprocket-mariadb"),
					ServiceProcess.freePort());
			server.run();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void run() throws IOException {
		Process made = call("mariadb-install-db", "--no-defaults", user(), data(),
				"--auth-root-authentication-method=normal", "--skip-test-db");
		await(made);
		if (made.exitValue() != 0) {
			throw new IllegalStateException("mariadb-install-db failed: " + log());
		}
		serve();
		Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
	}

	private void serve() throws IOException {
		// a packet holds a message of 32 MiB with its headers
		this.process = call(SERVER.toString(), "--no-defaults", user(), data(),
				"--socket=" + this.folder.resolve("socket"), "--bind-address=127.0.0.1", "--port=" + this.port,
				"--pid-file=" + this.folder.resolve("pid"), "--max-allowed-packet=64M", "--innodb-log-file-size=256M",
				"--innodb-flush-log-at-trx-commit=2", "--skip-name-resolve", "--max-connections=400");
		Awaitility.await().atMost(Duration.ofMinutes(1)).until(this::answers);
	}

	private boolean answers() throws IOException {
		if (this.process == null || !this.process.isAlive()) {
			throw new IllegalStateException("mariadbd ended: " + log());
		}
		try (Connection connection = connect()) {
			return connection.isValid(1);
		}
		catch (SQLException ex) {
			return false;
		}
	}

	private String user() {
		return "--user=" + System.getProperty("user.name");
	}

	private String data() {
		return "--datadir=" + this.folder.resolve("data");
	}

	private void kill() {
		if (this.process != null) {
			this.process.destroyForcibly();
			await(this.process);
		}
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
	public void stop() {
		kill();
		try {
			await(new ProcessBuilder("rm", "-rf", this.folder.toString()).start());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Process call(String... command) throws IOException {
		return new ProcessBuilder(List.of(command)).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.folder.resolve("log").toFile()))
			.start();
	}

	private String log() throws IOException {
		return Files.readString(this.folder.resolve("log"));
	}

	private static void await(Process process) {
		Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> !process.isAlive());
	}

}
