// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.messaging;

import dev.sprocket.pubsub.PubSub;

/**
 * Receiving and acknowledging on SQLite: a subscription with all defaults, its messages
 * of 256 bytes decoded, against a loop that selects and deletes batches of rows of 1 KiB,
 * one commit each. The store is filled before.
 */
final class ReceiveSqlite {

	private static final int FILL = 1000;

	private final int messages;

	private ReceiveSqlite(Scale scale) {
		this.messages = scale.messages();
	}

	static String run(Scale scale) throws Exception {
		ReceiveSqlite benchmark = new ReceiveSqlite(scale);
		return new Contest("32 rows a commit by hand", () -> benchmark.byHand(32))
			.add("sprocket, one subscription", benchmark::sprocket)
			.add("1,000 rows a commit by hand", () -> benchmark.byHand(1000))
			.run(scale)
			.table();
	}

	private Outcome byHand(int rows) throws Exception {
		try (Scratch scratch = Scratch.create(); SqliteTable table = new SqliteTable(scratch.path())) {
			for (int filled = 0; filled < this.messages; filled += FILL) {
				table.insert(FILL);
			}
			return Outcome.of(() -> table.receiveAll(rows));
		}
	}

	private Outcome sprocket() throws Exception {
		try (Scratch scratch = Scratch.create(); PubSub pubSub = Engine.embedded(scratch.path())) {
			Batches.publish(pubSub.publisher(), this.messages, FILL);
			return Outcome.of(() -> {
				new Receiving(pubSub, this.messages).awaitAcknowledged();
				return this.messages;
			});
		}
	}

}
