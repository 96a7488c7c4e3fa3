// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

import dev.sprocket.test.servers.Scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The packaged jar on a database that stops to take writes, and takes them again. One
 * service has it all happen in turn.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class StoreFailureIntegrationTests {

	private static final String AT_MOST_4_MB = "?journal_mode=WAL&synchronous=FULL&busy_timeout=2000&max_page_count=1000";

	private static final int ROOM = 256 * 1024;

	private final Path disk = TestFiles.data();

	private boolean mounted;

	private PackagedService service;

	private AcceptedDeliveries deliveries;

	@BeforeAll
	void start() throws Exception {
		this.mounted = PackagedService.run("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs",
				this.disk.toString()) == 0;
		this.service = new PackagedService(this.disk,
				"--spring.datasource.url=jdbc:sqlite:" + this.disk.toAbsolutePath() + "/webhooks.db" + AT_MOST_4_MB);
		this.deliveries = new AcceptedDeliveries(this.service.startAndAwaitReady());
		this.deliveries.postUntilAccepted("before", 20);
	}

	@AfterAll
	void stop() throws Exception {
		this.service.close();
		if (this.mounted) {
			PackagedService.run("umount", this.disk.toString());
		}
	}

	@Test
	@Order(1)
	void whenTheDiskIsFullThenPublishersGet503UntilThereIsRoom() throws Exception {
		assumeThat(this.mounted).as("A tmpfs can be mounted here").isTrue();
		Path filler = Files.write(this.disk.resolve("filler"), new byte[(int) freeOnDisk() - ROOM]);
		this.deliveries.postUntilRefused("no-room");
		assertThat(freeOnDisk()).isLessThan(ROOM / 2);
		this.service.awaitReadiness(503);
		Files.delete(filler);
		this.deliveries.assertRecovers("no-room", "SQLITE_");
	}

	@Test
	@Order(2)
	void whenAnotherProcessLocksTheDatabaseThenPublishersGet503UntilItLetsGo() throws Exception {
		try (Connection other = connect(); Statement statement = other.createStatement()) {
			statement.execute("begin exclusive");
			assertThat(this.deliveries.post("locked")).isEqualTo(503);
			this.service.awaitReadiness(503);
			statement.execute("rollback");
		}
		this.deliveries.assertRecovers("locked", "SQLITE_BUSY");
	}

	@Test
	@Order(3)
	void whenTheDatabaseMustNotGrowThenPublishersGet503UntilItMay() throws Exception {
		change("create table filler as select zeroblob(4000000) as content");
		assertThat(this.deliveries.post("no-pages")).isEqualTo(503);
		this.service.awaitReadiness(503);
		change("drop table filler");
		this.deliveries.assertRecovers("no-pages", "SQLITE_FULL");
	}

	@Test
	@Order(4)
	void whenTheDatabaseFileIsReadOnlyThenPublishersGet503UntilItIsWritable() throws Exception {
		assumeThat(Scale.isFull()).as("Full scale: a connection lives for half a minute").isTrue();
		try (PackagedService unprivileged = new PackagedService(TestFiles.data())) {
			unprivileged.runUnprivileged();
			AcceptedDeliveries own = new AcceptedDeliveries(unprivileged.startAndAwaitReady());
			own.postUntilAccepted("before", 20);
			PackagedService.run("chmod", "a-w", unprivileged.database().toString());
			unprivileged.awaitReadiness(503);
			assertThat(own.post("read-only")).isEqualTo(503);
			PackagedService.run("chmod", "-R", "u+w", unprivileged.database().getParent());
			own.assertRecovers("read-only", "SQLITE_");
		}
	}

	private long freeOnDisk() {
		return this.disk.toFile().getUsableSpace();
	}

	private void change(String sql) throws SQLException {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private Connection connect() throws SQLException {
		return DriverManager.getConnection("jdbc:sqlite:" + this.service.database() + "?busy_timeout=20000");
	}

}
