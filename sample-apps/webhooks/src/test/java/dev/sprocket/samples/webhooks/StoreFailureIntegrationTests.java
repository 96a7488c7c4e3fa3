// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The packaged jar on a database that stops to take writes, and takes them again.
 */
class StoreFailureIntegrationTests {

	private static final String BODY = "{\"text\":\"" + "x".repeat(20_000) + "\"}";

	private final Set<String> accepted = new HashSet<>();

	@Test
	void whenTheDatabaseFileIsReadOnlyThenPublishersGet503UntilItIsWritable() throws Exception {
		assumeThat(TestFiles.isFullScale()).as("Full scale: a connection lives for half a minute").isTrue();
		try (PackagedService service = new PackagedService(TestFiles.data())) {
			service.runUnprivileged();
			service.startAndAwaitReady();
			postUntilAccepted(service, "before", 20);
			PackagedService.run("chmod", "a-w", service.database().toString());
			service.awaitReadiness(503);
			assertThat(post(service, "read-only")).isEqualTo(503);
			PackagedService.run("chmod", "-R", "u+w", service.database().getParent());
			assertRecovers(service, "read-only", "SQLITE_");
		}
	}

	@Test
	void whenTheDatabaseIsLockedOrMustNotGrowThenPublishersGet503UntilItTakesWritesAgain() throws Exception {
		Path data = TestFiles.data();
		try (PackagedService service = new PackagedService(data,
				"--spring.datasource.url=jdbc:sqlite:" + data.toAbsolutePath()
						+ "/webhooks.db?journal_mode=WAL&synchronous=FULL&busy_timeout=2000&max_page_count=300")) {
			service.startAndAwaitReady();
			postUntilAccepted(service, "before", 20);
			try (Connection other = connect(service); Statement statement = other.createStatement()) {
				statement.execute("begin exclusive");
				assertThat(post(service, "locked")).isEqualTo(503);
				service.awaitReadiness(503);
				statement.execute("rollback");
			}
			assertRecovers(service, "locked", "SQLITE_BUSY");
			change(service, "create table filler as select zeroblob(1500000) as content");
			assertThat(post(service, "full")).isEqualTo(503);
			service.awaitReadiness(503);
			change(service, "drop table filler");
			assertRecovers(service, "full", "SQLITE_FULL");
		}
	}

	@Test
	void whenTheDiskIsFullThenPublishersGet503UntilThereIsRoom() throws Exception {
		Path disk = TestFiles.data();
		assumeThat(PackagedService.run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()))
			.as("A tmpfs can be mounted here")
			.isZero();
		try (PackagedService service = new PackagedService(disk)) {
			Path filler = Files.write(disk.resolve("filler"), new byte[1024 * 1024]);
			service.startAndAwaitReady();
			postUntilRefused(service);
			service.awaitReadiness(503);
			Files.delete(filler);
			assertRecovers(service, "full", "SQLITE_");
		}
		finally {
			PackagedService.run("umount", disk.toString());
		}
	}

	private void assertRecovers(PackagedService service, String refused, String reason) {
		assertThat(service.log()).contains("POST /webhooks/github was answered 503 ", reason);
		service.awaitReadiness(200);
		postUntilAccepted(service, refused, 1);
		postUntilAccepted(service, "after-" + refused, 5);
		Awaitility.await()
			.atMost(Duration.ofMinutes(1))
			.untilAsserted(() -> assertThat(deliveries(service)).isEqualTo(this.accepted.size()));
	}

	private void postUntilRefused(PackagedService service) {
		int number = 0;
		while (post(service, "fill-" + number) == 202) {
			number++;
			assertThat(number).as("Deliveries until the disk is full").isLessThan(2000);
		}
	}

	private void postUntilAccepted(PackagedService service, String name, int count) {
		for (int number = 0; number < count; number++) {
			String id = name + ((count > 1) ? "-" + number : "");
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> post(service, id) == 202);
		}
	}

	private int post(PackagedService service, String id) {
		GitHub.Answer answer = service.gitHub().post(id, "push", BODY);
		if (answer.status() == 202) {
			this.accepted.add(id);
		}
		else {
			assertThat(answer.status()).as(answer.body()).isEqualTo(503);
			assertThat(answer.contentType()).startsWith("application/problem+json");
			assertThat(answer.body()).doesNotContainIgnoringCase("sql")
				.doesNotContainIgnoringCase("jdbc")
				.doesNotContainIgnoringCase("exception")
				.doesNotContain(service.database().getName(), service.database().getParent(), "insert into");
		}
		return answer.status();
	}

	private long deliveries(PackagedService service) {
		return service.gitHub().get("/activity").json().get("deliveries").longValue();
	}

	private void change(PackagedService service, String sql) throws SQLException {
		try (Connection connection = connect(service); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private Connection connect(PackagedService service) throws SQLException {
		return DriverManager.getConnection("jdbc:sqlite:" + service.database() + "?busy_timeout=20000");
	}

}
