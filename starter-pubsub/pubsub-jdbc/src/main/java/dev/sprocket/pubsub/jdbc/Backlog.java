// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Keeps queues below their bound without counting at each message: a count allows half of
 * what is left to be stored before the next count, so that the bound is exact when it is
 * near and several processes overshoot it little.
 */
final class Backlog {

	private static final long FULL_FOR = TimeUnit.MILLISECONDS.toNanos(50);

	private static final String COUNT = """
			SELECT COUNT(*) FROM (SELECT 1 AS one FROM sprocket_message WHERE queue = ? LIMIT ?) AS counted""";

	private final long max;

	private final Map<Long, Allowance> allowances = new ConcurrentHashMap<>();

	Backlog(long max) {
		this.max = max;
	}

	long max() {
		return this.max;
	}

	// Take room for one message. Returns false if the queue is full

	boolean take(Session session, long queue) throws SQLException {
		Allowance allowance = this.allowances.computeIfAbsent(queue, (key) -> new Allowance());
		synchronized (allowance) {
			if (allowance.left == 0 && !allowance.isKnownFull()) {
				allowance.renew(this.max - count(session, queue));
			}
			if (allowance.left == 0) {
				return false;
			}
			allowance.left--;
			return true;
		}
	}

	private long count(Session session, long queue) throws SQLException {
		PreparedStatement statement = session.prepare(COUNT);
		statement.setLong(1, queue);
		statement.setLong(2, this.max);
		try (ResultSet rows = statement.executeQuery()) {
			rows.next();
			return rows.getLong(1);
		}
	}

	private static final class Allowance {

		private long left;

		private boolean full;

		private long fullSince;

		boolean isKnownFull() {
			return this.full && System.nanoTime() - this.fullSince < FULL_FOR;
		}

		void renew(long room) {
			this.left = (room + 1) / 2;
			this.full = room <= 0;
			this.fullSince = System.nanoTime();
		}

	}

}
