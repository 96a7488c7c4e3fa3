// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;

import org.springframework.core.task.VirtualThreadTaskExecutor;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.Publisher;

/**
 * Durable publishing on SQLite: 32 blocking publishers of 256 bytes of JSON against a
 * loop that inserts batches of rows of 1 KiB, one commit each.
 */
final class PublishSqlite {

	private static final int PUBLISHERS = 32;

	private static final int FIRST_WITH_VIRTUAL_THREADS = 21;

	private final Scale scale;

	private PublishSqlite(Scale scale) {
		this.scale = scale;
	}

	static String run(Scale scale) throws Exception {
		PublishSqlite benchmark = new PublishSqlite(scale);
		Contest contest = new Contest("32 rows a commit by hand", () -> benchmark.byHand(32))
			.add("sprocket, 32 publishers", () -> benchmark.sprocket(Thread::new))
			.add("1,000 rows a commit by hand", () -> benchmark.byHand(1000));
		if (Runtime.version().feature() >= FIRST_WITH_VIRTUAL_THREADS) {
			contest.add("sprocket, 32 virtual threads",
					() -> benchmark.sprocket(new VirtualThreadTaskExecutor().getVirtualThreadFactory()));
		}
		return contest.run(scale).table();
	}

	private Outcome byHand(int rows) throws Exception {
		try (Scratch scratch = Scratch.create(); SqliteTable table = new SqliteTable(scratch.path())) {
			return Outcome.of(() -> {
				long end = end();
				long messages = 0;
				while (System.nanoTime() < end) {
					messages += table.insert(rows);
				}
				return messages;
			});
		}
	}

	private Outcome sprocket(ThreadFactory threads) throws Exception {
		ExecutorService publishers = Executors.newFixedThreadPool(PUBLISHERS, threads);
		try (Scratch scratch = Scratch.create(); PubSub pubSub = Engine.embedded(scratch.path())) {
			Publisher publisher = pubSub.publisher();
			return Outcome.of(() -> {
				long messages = 0;
				for (Future<Long> published : publishers.invokeAll(publishing(publisher))) {
					messages += published.get();
				}
				return messages;
			});
		}
		finally {
			publishers.shutdownNow();
		}
	}

	private List<Callable<Long>> publishing(Publisher publisher) {
		long end = end();
		List<Callable<Long>> tasks = new ArrayList<>();
		for (int number = 0; number < PUBLISHERS; number++) {
			tasks.add(() -> publish(publisher, end));
		}
		return tasks;
	}

	private static long publish(Publisher publisher, long end) {
		long messages = 0;
		while (System.nanoTime() < end) {
			publisher.publish("orders", Order.of(messages++));
		}
		return messages;
	}

	private long end() {
		return System.nanoTime() + this.scale.millis() * 1_000_000L;
	}

}
