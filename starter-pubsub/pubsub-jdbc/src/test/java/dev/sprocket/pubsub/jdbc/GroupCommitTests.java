// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.sprocket.pubsub.jdbc.GroupCommit.Work;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The writer, when what it is given to do goes wrong.
 */
class GroupCommitTests {

	private static final Work<Long, Integer> INSERT = (session,
			versions) -> versions.stream().map((version) -> insert(session, version)).toList();

	private static final Work<Object, Object> BROKEN = (session, inputs) -> {
		throw new NoClassDefFoundError("gone");
	};

	private static final Duration SOON = Duration.ofMinutes(1);

	@TempDir
	private Path folder;

	private GroupCommit writer;

	private SqliteFile database;

	@BeforeEach
	void open() throws IOException {
		this.database = SqliteFile.take(this.folder.resolve("store.db"));
		this.writer = new GroupCommit(this.database);
	}

	@AfterEach
	void close() {
		this.writer.close();
		this.database.close();
	}

	@Test
	void whenWorkThrowsAnErrorThenItFailsAndTheWriterGoesOn() {
		assertBroken(this.writer.submit(BROKEN, List.of("x")));
		assertThat(this.writer.submit(INSERT, List.of(100L))).succeedsWithin(SOON).isEqualTo(List.of(1));
	}

	@Test
	void whenOneOfAGroupThrowsAnErrorThenTheOthersAreStored() {
		CountDownLatch gate = new CountDownLatch(1);
		this.writer.submit((session, inputs) -> List.of(await(gate)), List.of(1));
		CompletableFuture<List<Integer>> first = this.writer.submit(INSERT, List.of(100L));
		CompletableFuture<List<Object>> broken = this.writer.submit(BROKEN, List.of("x"));
		CompletableFuture<List<Integer>> second = this.writer.submit(INSERT, List.of(101L));
		gate.countDown();
		assertThat(first).succeedsWithin(SOON).isEqualTo(List.of(1));
		assertThat(second).succeedsWithin(SOON).isEqualTo(List.of(1));
		assertBroken(broken);
	}

	@Test
	void whenATransactionIsTheVictimOfADeadlockThenItRunsAgain() {
		AtomicInteger runs = new AtomicInteger();
		Work<Long, Integer> victim = (session, versions) -> {
			List<Integer> outcomes = INSERT.run(session, versions);
			if (runs.incrementAndGet() < 4) {
				throw new SQLException("Deadlock found", "40001");
			}
			return outcomes;
		};
		assertThat(this.writer.submit(victim, List.of(100L))).succeedsWithin(SOON).isEqualTo(List.of(1));
		assertThat(runs).hasValue(4);
	}

	@Test
	void whenDeadlocksDoNotEndThenTheCallerIsToldThatNothingIsStored() {
		Work<Long, Integer> victim = (session, versions) -> {
			throw new SQLException("Deadlock found", "40P01");
		};
		assertThat(this.writer.submit(victim, List.of(100L))).failsWithin(SOON)
			.withThrowableOfType(ExecutionException.class)
			.withMessageContaining("Deadlock found")
			.satisfies((failure) -> assertThat(failure.getCause()).isInstanceOfSatisfying(BackendException.class,
					(cause) -> assertThat(cause.kind()).isEqualTo(ErrorKind.UNAVAILABLE)));
	}

	private static void assertBroken(CompletableFuture<?> future) {
		assertThat(future).failsWithin(SOON)
			.withThrowableOfType(ExecutionException.class)
			.withMessageContaining("NoClassDefFoundError: gone")
			.satisfies((failure) -> assertThat(failure.getCause()).isInstanceOfSatisfying(BackendException.class,
					(cause) -> assertThat(cause.kind()).isEqualTo(ErrorKind.UNAVAILABLE)));
	}

	private static int insert(Session session, long version) {
		try {
			return session.update("INSERT INTO sprocket_schema (version) VALUES (?)", version);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean await(CountDownLatch gate) {
		try {
			return gate.await(20, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
