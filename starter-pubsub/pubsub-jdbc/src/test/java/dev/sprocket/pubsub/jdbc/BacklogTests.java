// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How often a queue is counted.
 */
class BacklogTests {

	private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final long QUEUE = 7;

	private Connection connection;

	private Session session;

	private long now;

	private long countTakes;

	private int counts;

	private Runnable whileCounting = () -> {
	};

	@BeforeEach
	void open() throws SQLException {
		this.connection = DriverManager.getConnection("jdbc:h2:mem:");
		execute("CREATE TABLE sprocket_message (queue BIGINT)");
		this.session = new Session(proxy(Connection.class, this.connection));
	}

	@AfterEach
	void close() throws SQLException {
		this.connection.close();
	}

	@Test
	void whenCountingIsQuickThenTheBoundIsExact() throws SQLException {
		Backlog backlog = new Backlog(10, () -> this.now);
		for (int i = 0; i < 10; i++) {
			assertThat(backlog.take(this.session, QUEUE)).isTrue();
			store(1);
		}
		assertThat(backlog.take(this.session, QUEUE)).isFalse();
		assertThat(this.counts).isEqualTo(5);
	}

	@Test
	void whenFullThenCountedAgainAfterAMoment() throws SQLException {
		Backlog backlog = new Backlog(1, () -> this.now);
		store(1);
		assertThat(backlog.take(this.session, QUEUE)).isFalse();
		assertThat(backlog.take(this.session, QUEUE)).isFalse();
		assertThat(this.counts).isOne();
		execute("DELETE FROM sprocket_message");
		this.now += SECOND / 20;
		assertThat(backlog.take(this.session, QUEUE)).isTrue();
		assertThat(this.counts).isEqualTo(2);
	}

	@Test
	void whenFullAndCountingTakesLongThenNotCountedAgainForTwentyTimesAsLong() throws SQLException {
		Backlog backlog = new Backlog(1, () -> this.now);
		store(1);
		this.countTakes = SECOND;
		assertThat(backlog.take(this.session, QUEUE)).isFalse();
		this.now += 20 * SECOND - 1;
		assertThat(backlog.take(this.session, QUEUE)).isFalse();
		assertThat(this.counts).isOne();
		this.now++;
		assertThat(backlog.take(this.session, QUEUE)).isFalse();
		assertThat(this.counts).isEqualTo(2);
	}

	@Test
	void whenAlmostFullAndCountingTakesLongThenNotCountedAgainForTwentyTimesAsLong() throws SQLException {
		Backlog backlog = new Backlog(10, () -> this.now);
		store(6);
		this.countTakes = SECOND;
		assertThat(backlog.take(this.session, QUEUE)).isTrue();
		assertThat(backlog.take(this.session, QUEUE)).isTrue();
		assertThat(backlog.take(this.session, QUEUE)).isFalse();
		assertThat(this.counts).isOne();
		this.now += 20 * SECOND;
		assertThat(backlog.take(this.session, QUEUE)).isTrue();
	}

	@Test
	void whenNotFullAndCountingTakesLongThenCountedAgainAsSoonAsThatIsUsedUp() throws SQLException {
		Backlog backlog = new Backlog(4, () -> this.now);
		this.countTakes = SECOND;
		assertThat(backlog.take(this.session, QUEUE)).isTrue();
		assertThat(backlog.take(this.session, QUEUE)).isTrue();
		assertThat(backlog.take(this.session, QUEUE)).isTrue();
		assertThat(this.counts).isEqualTo(2);
	}

	@Test
	void whileOneCountsThenAnotherIsNotKeptFromWhatIsLeft() throws Exception {
		Backlog backlog = new Backlog(10, () -> this.now);
		CountDownLatch counting = new CountDownLatch(1);
		CountDownLatch counted = new CountDownLatch(1);
		this.whileCounting = () -> {
			this.whileCounting = () -> {
			};
			counting.countDown();
			await(counted);
		};
		// the common pool may have one thread
		Executor threads = (task) -> new Thread(task).start();
		CompletableFuture<Boolean> first = CompletableFuture.supplyAsync(() -> take(backlog, this.session), threads);
		await(counting);
		try (Connection other = DriverManager.getConnection("jdbc:h2:mem:")) {
			try (Statement statement = other.createStatement()) {
				statement.execute("CREATE TABLE sprocket_message (queue BIGINT)");
			}
			assertThat(CompletableFuture.supplyAsync(() -> take(backlog, new Session(other)), threads))
				.succeedsWithin(10, TimeUnit.SECONDS);
		}
		counted.countDown();
		assertThat(first.get(10, TimeUnit.SECONDS)).isTrue();
	}

	private static boolean take(Backlog backlog, Session session) {
		try {
			return backlog.take(session, QUEUE);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void store(int messages) throws SQLException {
		execute("INSERT INTO sprocket_message SELECT " + QUEUE + " FROM SYSTEM_RANGE(1, " + messages + ")");
	}

	private void execute(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute(sql);
		}
	}

	// A connection whose queries take the time of a count.

	private <T> T proxy(Class<T> type, T target) {
		return type
			.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
				if (method.getName().equals("executeQuery")) {
					this.counts++;
					this.now += this.countTakes;
					this.whileCounting.run();
				}
				try {
					Object result = method.invoke(target, arguments);
					return (result instanceof PreparedStatement statement) ? proxy(PreparedStatement.class, statement)
							: result;
				}
				catch (InvocationTargetException ex) {
					throw ex.getCause();
				}
			}));
	}

}
