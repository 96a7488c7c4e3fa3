// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What the disk can do to the embedded store, and that it recovers without a restart.
 */
class EmbeddedStoreFailureTests {

	@TempDir
	private Path folder;

	private Path file;

	private JdbcBackend backend;

	@BeforeEach
	void open() {
		this.file = this.folder.resolve("store.db");
		this.backend = (JdbcBackend) new EmbeddedBackendFactory(this.file, JdbcSettings.DEFAULTS).create();
		this.backend.declareGroup("t", "g");
		send("before");
	}

	@AfterEach
	void close() {
		this.backend.close();
	}

	@Test
	void whenFileIsReadOnlyThenUnavailableUntilItIsWritable() throws Exception {
		Files.setPosixFilePermissions(this.file, PosixFilePermissions.fromString("r--r--r--"));
		BackendException failure = awaitFailure();
		assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
		assertThat(failure).hasMessageContaining("'" + this.file + "' is read-only; make it and its folder writable");
		assertThat(catchThrowable(() -> send("refused"))).isNotNull();
		Files.setPosixFilePermissions(this.file, PosixFilePermissions.fromString("rw-r--r--"));
		awaitRecovery();
		assertStored("before", "after");
	}

	@Test
	void whenFileIsReadOnlyAtTheStartThenItRecovers() throws Exception {
		this.backend.close();
		Files.setPosixFilePermissions(this.file, PosixFilePermissions.fromString("r--r--r--"));
		this.backend = (JdbcBackend) new EmbeddedBackendFactory(this.file, JdbcSettings.DEFAULTS).create();
		assertThat(awaitFailure().kind()).isEqualTo(ErrorKind.UNAVAILABLE);
		Files.setPosixFilePermissions(this.file, PosixFilePermissions.fromString("rw-r--r--"));
		awaitRecovery();
		assertStored("before", "after");
	}

	@Test
	void whenAnotherProcessLocksTheFileThenUnavailableUntilItLetsGo() throws Exception {
		try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + this.file);
				Statement statement = other.createStatement()) {
			statement.execute("BEGIN IMMEDIATE");
			BackendException failure = awaitFailure();
			assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
			assertThat(failure).hasMessageContaining("is locked by another process; end that process");
			assertThat(catchThrowable(() -> send("refused"))).isNotNull();
			statement.execute("ROLLBACK");
		}
		awaitRecovery();
		assertStored("before", "after");
	}

	@Test
	void whenDiskIsFullThenUnavailableUntilThereIsRoom() {
		limitPages(1);
		int filled = 0;
		while (catchThrowable(() -> send("x".repeat(1000))) == null) {
			filled++;
		}
		BackendException failure = awaitFailure();
		assertThat(failure.kind()).isEqualTo(ErrorKind.UNAVAILABLE);
		assertThat(failure).hasMessageContaining("cannot grow, its disk is full; free some space");
		limitPages(1_000_000);
		awaitRecovery();
		assertThat(this.backend.lag("t", "g").messages()).isEqualTo(filled + 2);
	}

	@Test
	void whenOneMessageOfAGroupCommitFailsThenTheOthersAreStored() {
		CountDownLatch gate = new CountDownLatch(1);
		List<Thread> threads = new ArrayList<>();
		AtomicInteger runs = new AtomicInteger();
		AtomicReference<Throwable> failure = new AtomicReference<>();
		threads.add(startAndAwaitWaiting(() -> this.backend.write((session) -> await(gate))));
		threads.add(startAndAwaitWaiting(() -> send("first")));
		threads.add(startAndAwaitWaiting(() -> failure.set(catchThrowable(() -> this.backend.write((session) -> {
			runs.incrementAndGet();
			return session.update("INSERT INTO nowhere VALUES (1)");
		})))));
		threads.add(startAndAwaitWaiting(() -> send("second")));
		gate.countDown();
		Awaitility.await().until(() -> threads.stream().noneMatch(Thread::isAlive));
		assertThat(failure.get()).isInstanceOf(BackendException.class).hasMessageContaining("no such table: nowhere");
		assertThat(runs).as("first together with the others, then alone").hasValue(2);
		assertStored("before", "first", "second");
	}

	@Test
	void whenFileIsRemovedThenItIsNotedAndANewOneIsMade() throws Exception {
		assertStored("before");
		Files.delete(this.file);
		Files.deleteIfExists(this.folder.resolve("store.db-wal"));
		Files.deleteIfExists(this.folder.resolve("store.db-shm"));
		assertThat(awaitFailure()).hasMessageContaining("the file was removed or replaced");
		awaitRecovery();
		assertThat(this.file).exists();
		assertThat(this.backend.lag("t", "g").messages()).as("what was lost").isZero();
		assertThat(this.backend.lag("t", Queues.NO_GROUP).messages()).as("what is in the new file").isEqualTo(1);
	}

	// Each waits until the writer has got to it, so they are in its queue in this order.

	private static Thread startAndAwaitWaiting(Runnable task) {
		Thread thread = new Thread(task);
		thread.start();
		Awaitility.await().until(() -> thread.getState() == Thread.State.WAITING);
		return thread;
	}

	private static boolean await(CountDownLatch gate) {
		try {
			return gate.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void limitPages(long pages) {
		this.backend.write((session) -> {
			session.execute("PRAGMA max_page_count = " + pages);
			return true;
		});
	}

	private BackendException awaitFailure() {
		return Awaitility.await()
			.until(() -> (BackendException) catchThrowable(this.backend::check), (failure) -> failure != null);
	}

	private void awaitRecovery() {
		Awaitility.await().until(() -> catchThrowable(this.backend::check) == null);
		send("after");
	}

	private void assertStored(String... bodies) {
		List<Delivery> found = this.backend.browser().find("t", "g", 0, 100);
		assertThat(found).extracting((delivery) -> new String(delivery.body(), StandardCharsets.UTF_8))
			.containsExactly(bodies);
	}

	private void send(String body) {
		OutboundMessage message = new OutboundMessage("t", UUID.randomUUID().toString(), null, Map.of(),
				body.getBytes(StandardCharsets.UTF_8), null, null, null);
		try {
			assertThat(this.backend.openSender().send(List.of(message)).join().get(0).failure()).isNull();
		}
		catch (CompletionException ex) {
			throw (BackendException) ex.getCause();
		}
	}

}
