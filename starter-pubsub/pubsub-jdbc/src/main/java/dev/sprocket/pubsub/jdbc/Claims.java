// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.HeaderText;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.ReceiverSpec;

/**
 * Leases messages to a receiver. The attempt is counted with the lease, so that it
 * survives a receiver that dies.
 */
final class Claims {

	/** Columns of a delivery, in the order that {@link #delivery} reads. */
	static final String COLUMNS = "m.position, m.message_key, m.headers, m.body, m.published_at, m.attempt";

	private static final int WINDOW = 1000;

	private static final int MAX_WINDOWS = 4;

	private static final long MAX_BYTES = 8 * 1024 * 1024;

	// Some drivers read as many rows ahead before they hand out the first.
	private static final int READ_AHEAD = 8;

	private static final String ALIVE = " AND (m.expires_at IS NULL OR m.expires_at > ?)";

	private static final String DUE = """
			SELECT position FROM sprocket_message
			WHERE queue = ? AND due_at > 0 AND due_at <= ? ORDER BY due_at, position LIMIT 1000""";

	private static final String UNORDERED = "SELECT " + COLUMNS + " FROM sprocket_message m"
			+ " WHERE m.queue = ? AND m.due_at = 0" + ALIVE + " ORDER BY m.position LIMIT ?";

	// With another receiver: whatever its position, as an earlier message may have become
	// due, or been committed, after it was taken.
	private static final String ELSEWHERE = "due_at > 0 AND holder > 0 AND holder <> ?";

	private static final String WAITS_FOR_RETRY = "due_at > 0 AND holder = 0";

	// The sums keep databases from an index by which they would read all that is due or
	// waits for a retry, which may be many, instead of the messages of one key.
	private static final String EARLIER = """
			(SELECT 1 FROM sprocket_message
			WHERE queue = ? AND message_key = w.message_key AND position < w.position AND\s""";

	private static final String ANY_RETRY = """
			(SELECT 1 FROM sprocket_message WHERE queue = ? AND holder = 0 AND due_at + 0 > 0)""";

	// Two questions about those of the key, not one with OR: SQLite would read the whole
	// queue for each message. The second is not asked if none waits for a retry: there
	// may be many of one key.
	static final String KEYED = "SELECT " + COLUMNS + """
			 FROM (SELECT position, message_key FROM sprocket_message
			WHERE queue = ? AND due_at = 0 AND position > ? ORDER BY position LIMIT ?) w
			JOIN sprocket_message m ON m.position = w.position
			WHERE (w.message_key IS NULL OR (w.message_key NOT IN (SELECT message_key FROM sprocket_message
			WHERE queue = ? AND message_key IS NOT NULL AND\s""" + ELSEWHERE + ") AND NOT EXISTS " + EARLIER
			+ "position <= ? AND due_at + 0 = 0) AND (NOT EXISTS " + ANY_RETRY + " OR NOT EXISTS " + EARLIER
			+ "due_at + 0 > 0 AND holder + 0 = 0))))" + ALIVE + " ORDER BY m.position LIMIT ?";

	private static final String WINDOW_END = """
			SELECT MAX(position), COUNT(*) FROM (SELECT position FROM sprocket_message
			WHERE queue = ? AND due_at = 0 AND position > ? ORDER BY position LIMIT ?) w""";

	private static final String FIRST_BLOCKING = """
			SELECT MIN(CASE WHEN holder = 0 THEN position ELSE 0 END) FROM sprocket_message
			WHERE queue = ? AND ((""" + ELSEWHERE + ") OR (" + WAITS_FOR_RETRY + "))";

	private static final String IN_ORDER = "SELECT " + COLUMNS + " FROM sprocket_message m"
			+ " WHERE m.queue = ? AND m.due_at = 0 AND m.position < ?" + ALIVE + " ORDER BY m.position LIMIT ?";

	private static final RowChange LEASE = new RowChange(
			"UPDATE sprocket_message SET due_at = ?, holder = ?, lease = ?, attempt = attempt + 1", "due_at = 0");

	private static final String GIVE_BACK = """
			UPDATE sprocket_message SET due_at = 0, holder = NULL, lease = NULL, attempt = attempt - 1
			WHERE queue = ? AND due_at > 0 AND holder = ? AND lease > ?""";

	private static final String NEXT_DUE = "SELECT MIN(due_at) FROM sprocket_message WHERE queue = ? AND due_at > 0";

	private final String promote;

	private final String unordered;

	private final String keyed;

	private final String inOrder;

	private final Dialect dialect;

	private final Queues queues;

	private final Clock clock;

	Claims(Dialect dialect, Queues queues, Clock clock) {
		this.promote = dialect.beforeClaim(
				dialect.updatePicked("sprocket_message", "position", DUE, "due_at = 0, holder = NULL, lease = NULL"));
		this.unordered = dialect.withLargeBodies(UNORDERED + dialect.lockRows());
		this.keyed = dialect.withLargeBodies(KEYED);
		this.inOrder = dialect.withLargeBodies(IN_ORDER);
		this.dialect = dialect;
		this.queues = queues;
		this.clock = clock;
	}

	List<Claimed> run(Session session, List<Claim> claims) throws SQLException {
		List<Claimed> all = new ArrayList<>();
		for (Claim claim : claims) {
			all.add(claim(session, claim));
		}
		return all;
	}

	private Claimed claim(Session session, Claim claim) throws SQLException {
		ReceiverSpec spec = claim.spec();
		boolean ordered = spec.ordering() != Ordering.NONE;
		Long queue = ordered ? this.queues.findAndLock(session, spec.topic(), spec.group())
				: this.queues.find(session, spec.topic(), spec.group());
		if (queue == null) {
			return (ordered && this.queues.find(session, spec.topic(), spec.group()) != null) ? Claimed.LOCKED
					: Claimed.WITHOUT_QUEUE;
		}
		long now = this.clock.millis();
		if (claim.lease() > claim.answered() + 1) {
			session.update(GIVE_BACK, queue, claim.holder(), claim.answered());
		}
		session.update(this.promote, queue, now);
		Scan scan = switch (spec.ordering()) {
			case NONE -> new Scan(unordered(session, claim, queue, now), 0);
			case KEY -> keyed(session, claim, queue, now);
			case TOPIC -> new Scan(inOrder(session, claim, queue, now), 0);
		};
		List<Delivery> leased = lease(session, claim, scan.found(), now);
		return new Claimed(leased, leased.isEmpty() ? nextDue(session, queue) : 0, scan.resumeAfter());
	}

	private List<Delivery> unordered(Session session, Claim claim, long queue, long now) throws SQLException {
		PreparedStatement statement = session.prepare(this.unordered);
		statement.setLong(1, queue);
		statement.setLong(2, now);
		statement.setInt(3, claim.max());
		return read(statement, claim, now, MAX_BYTES);
	}

	private List<Delivery> inOrder(Session session, Claim claim, long queue, long now) throws SQLException {
		PreparedStatement first = session.prepare(FIRST_BLOCKING);
		first.setLong(1, queue);
		first.setLong(2, claim.holder());
		Long blocking = number(first);
		PreparedStatement statement = session.prepare(this.inOrder);
		statement.setLong(1, queue);
		statement.setLong(2, (blocking != null) ? blocking : Long.MAX_VALUE);
		statement.setLong(3, now);
		statement.setInt(4, claim.max());
		return read(statement, claim, now, MAX_BYTES);
	}

	// Look at the front of the queue, and if that is held back by its keys, further on
	// from where the last look ended: so a long queue behind one slow key costs little.

	private Scan keyed(Session session, Claim claim, long queue, long now) throws SQLException {
		List<Delivery> found = new ArrayList<>();
		long after = claim.from();
		long bytes = 0;
		for (int i = 0; i < MAX_WINDOWS; i++) {
			List<Delivery> free = window(session, claim, queue, now, after, claim.max() - found.size(),
					MAX_BYTES - bytes);
			found.addAll(free);
			bytes += bytes(free);
			if (found.size() >= claim.max() || bytes >= MAX_BYTES) {
				return new Scan(found, claim.resumeAfter());
			}
			PreparedStatement statement = session.prepare(WINDOW_END);
			statement.setLong(1, queue);
			statement.setLong(2, after);
			statement.setInt(3, WINDOW);
			try (ResultSet rows = statement.executeQuery()) {
				rows.next();
				if (rows.getInt(2) < WINDOW) {
					return new Scan(found, 0);
				}
				after = (i == 0) ? Math.max(rows.getLong(1), claim.resumeAfter()) : rows.getLong(1);
			}
		}
		return new Scan(found, after);
	}

	private List<Delivery> window(Session session, Claim claim, long queue, long now, long after, int max,
			long maxBytes) throws SQLException {
		PreparedStatement statement = session.prepare(this.keyed);
		statement.setLong(1, queue);
		statement.setLong(2, after);
		statement.setInt(3, WINDOW);
		statement.setLong(4, queue);
		statement.setLong(5, claim.holder());
		statement.setLong(6, queue);
		statement.setLong(7, after);
		statement.setLong(8, queue);
		statement.setLong(9, queue);
		statement.setLong(10, now);
		statement.setInt(11, max);
		return read(statement, claim, now, maxBytes);
	}

	private static List<Delivery> read(PreparedStatement statement, Claim claim, long now, long maxBytes)
			throws SQLException {
		List<Delivery> found = new ArrayList<>();
		long bytes = 0;
		statement.setFetchSize(READ_AHEAD);
		try (ResultSet rows = statement.executeQuery()) {
			while (bytes < maxBytes && rows.next()) {
				LeaseToken token = new LeaseToken(rows.getLong(1), claim.holder(), claim.lease());
				Delivery delivery = delivery(rows, token, 1, Instant.ofEpochMilli(now + claim.leaseMillis()));
				found.add(delivery);
				bytes += delivery.body().length;
			}
		}
		return found;
	}

	static long bytes(List<Delivery> deliveries) {
		return deliveries.stream().mapToLong((delivery) -> delivery.body().length).sum();
	}

	private List<Delivery> lease(Session session, Claim claim, List<Delivery> found, long now) throws SQLException {
		if (found.isEmpty()) {
			return found;
		}
		Set<Long> leased = LEASE.run(session, this.dialect, found.stream().map(Delivery::position).toList(),
				List.of(now + claim.leaseMillis(), claim.holder(), claim.lease()), List.of());
		return found.stream().filter((delivery) -> leased.contains(delivery.position())).toList();
	}

	private static long nextDue(Session session, long queue) throws SQLException {
		PreparedStatement statement = session.prepare(NEXT_DUE);
		statement.setLong(1, queue);
		Long due = number(statement);
		return (due != null) ? due : Long.MAX_VALUE;
	}

	private static @Nullable Long number(PreparedStatement statement) throws SQLException {
		try (ResultSet rows = statement.executeQuery()) {
			rows.next();
			long value = rows.getLong(1);
			return rows.wasNull() ? null : value;
		}
	}

	// Read a row of COLUMNS. begun: how many attempts to add to those of the row

	static Delivery delivery(ResultSet rows, Object token, int begun, @Nullable Instant leaseUntil)
			throws SQLException {
		return new Delivery(Lane.WHOLE_QUEUE, rows.getLong(1), token, rows.getInt(6) + begun, leaseUntil,
				rows.getString(2), HeaderText.read(rows.getString(3)), rows.getBytes(4),
				Instant.ofEpochMilli(rows.getLong(5)));
	}

	/**
	 * What a receiver asks for.
	 *
	 * @param answered the lease of its last claim that was answered; what later ones took
	 * was never delivered
	 * @param from behind which position the look for messages with free keys begins
	 * @param resumeAfter {@link Claimed#resumeAfter} of its last claim
	 */
	record Claim(ReceiverSpec spec, long holder, long lease, long answered, int max, long from, long resumeAfter) {

		long leaseMillis() {
			return this.spec.lease().toMillis();
		}

	}

	/**
	 * What a receiver gets.
	 *
	 * @param nextDue if nothing was found, when the next delay or lease of the queue ends
	 * @param resumeAfter where the look for messages with free keys ended
	 */
	record Claimed(List<Delivery> deliveries, long nextDue, long resumeAfter) {

		/** The group was removed. */
		static final Claimed WITHOUT_QUEUE = new Claimed(List.of(), Long.MAX_VALUE, 0);

		/** Somebody else claims from the queue: nothing was looked for. */
		static final Claimed LOCKED = new Claimed(List.of(), Long.MAX_VALUE, 0);

	}

	private record Scan(List<Delivery> found, long resumeAfter) {

	}

}
