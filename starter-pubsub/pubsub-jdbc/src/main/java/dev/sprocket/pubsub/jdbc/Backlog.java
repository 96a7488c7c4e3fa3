// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Keeps queues below their bound without counting at each message: a count allows half of
 * what is left to be stored before the next count, so that the bound is exact when it is
 * near. Each process counts for itself: of several that publish at a time each may store
 * half of what was left. A count that takes long is not repeated soon, as others wait for
 * it.
 */
final class Backlog {

	private static final long FULL_FOR = TimeUnit.MILLISECONDS.toNanos(50);

	private static final int TIMES_AS_LONG = 20;

	private static final String COUNT = """
			SELECT COUNT(*) FROM (SELECT 1 AS one FROM sprocket_message WHERE queue = ? LIMIT ?) AS counted""";

	private final long max;

	private final LongSupplier nanoTime;

	private final Map<Long, Allowance> allowances = new ConcurrentHashMap<>();

	Backlog(long max) {
		this(max, System::nanoTime);
	}

	Backlog(long max, LongSupplier nanoTime) {
		this.max = max;
		this.nanoTime = nanoTime;
	}

	long max() {
		return this.max;
	}

	// Take room for one message. Returns false if the queue is full, or was a moment ago

	boolean take(Session session, long queue) throws SQLException {
		Allowance allowance = this.allowances.computeIfAbsent(queue, (key) -> new Allowance());
		long begun = this.nanoTime.getAsLong();
		Boolean known = allowance.take(begun);
		if (known != null) {
			return known;
		}
		long room = this.max - count(session, queue);
		long ended = this.nanoTime.getAsLong();
		return allowance.renew(room, room <= this.max / 2, ended, ended - begun);
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

	/**
	 * What may be stored before the next count.
	 */
	private static final class Allowance {

		private long left;

		private long counted;

		private long validFor;

		// Returns null if that takes a count

		synchronized @Nullable Boolean take(long now) {
			if (this.left > 0) {
				this.left--;
				return true;
			}
			return (this.validFor > 0 && now - this.counted < this.validFor) ? false : null;
		}

		// Returns whether there was room for one. low: whether there is not much

		synchronized boolean renew(long room, boolean low, long now, long took) {
			this.counted = now;
			this.validFor = (low && (took > FULL_FOR || room <= 0)) ? Math.max(FULL_FOR, TIMES_AS_LONG * took) : 0;
			this.left = Math.max(0, (room + 1) / 2 - 1);
			return room > 0;
		}

	}

}
