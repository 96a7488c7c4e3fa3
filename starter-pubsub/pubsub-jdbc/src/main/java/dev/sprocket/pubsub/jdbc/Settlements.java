// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * Settles deliveries. Each statement names the lease, so that what another receiver holds
 * by now is not touched.
 */
final class Settlements {

	private static final String OF_LEASE = " WHERE position = ? AND holder = ? AND lease = ?";

	private static final String DELETE = "DELETE FROM sprocket_message" + OF_LEASE;

	private static final String RELEASE = """
			UPDATE sprocket_message SET due_at = ?, holder = 0, lease = NULL, attempt = attempt - ?""" + OF_LEASE;

	private static final String EXTEND = "UPDATE sprocket_message SET due_at = ?" + OF_LEASE;

	private final Clock clock;

	Settlements(Clock clock) {
		this.clock = clock;
	}

	List<SettleOutcome> run(Session session, List<Settlement> settlements) throws SQLException {
		List<SettleOutcome> outcomes = new ArrayList<>(settlements.size());
		int from = 0;
		while (from < settlements.size()) {
			Class<?> kind = settlements.get(from).getClass();
			int to = from + 1;
			while (to < settlements.size() && settlements.get(to).getClass() == kind) {
				to++;
			}
			settle(session, settlements.subList(from, to), outcomes);
			from = to;
		}
		return outcomes;
	}

	boolean delete(Session session, Delivery delivery) throws SQLException {
		return run(session, List.of(new Settlement.Ack(delivery))).get(0) == SettleOutcome.DONE;
	}

	private void settle(Session session, List<Settlement> settlements, List<SettleOutcome> outcomes)
			throws SQLException {
		long now = this.clock.millis();
		PreparedStatement statement = session.prepare(sql(settlements.get(0)));
		boolean[] ours = new boolean[settlements.size()];
		boolean any = false;
		for (int i = 0; i < ours.length; i++) {
			ours[i] = bind(statement, settlements.get(i), now);
			any |= ours[i];
		}
		int[] counts = any ? Session.executeBatch(statement) : new int[0];
		int next = 0;
		for (boolean our : ours) {
			outcomes.add((our && counts[next++] == 1) ? SettleOutcome.DONE : SettleOutcome.STALE);
		}
	}

	private static String sql(Settlement settlement) {
		if (settlement instanceof Settlement.Release) {
			return RELEASE;
		}
		if (settlement instanceof Settlement.Extend) {
			return EXTEND;
		}
		if (settlement instanceof Settlement.AckThrough) {
			throw new BackendException(ErrorKind.UNSUPPORTED, "This backend settles each message by itself", null);
		}
		return DELETE;
	}

	private static boolean bind(PreparedStatement statement, Settlement settlement, long now) throws SQLException {
		int index = 1;
		Delivery delivery = delivery(settlement);
		if (!(delivery.token() instanceof LeaseToken token)) {
			return false;
		}
		if (settlement instanceof Settlement.Release release) {
			long delay = release.delay().toMillis();
			statement.setLong(index++, (delay > 0) ? now + delay : 0);
			statement.setInt(index++, release.attempted() ? 0 : 1);
		}
		else if (settlement instanceof Settlement.Extend extend) {
			statement.setLong(index++, now + extend.lease().toMillis());
		}
		statement.setLong(index++, token.position());
		statement.setLong(index++, token.holder());
		statement.setLong(index, token.lease());
		statement.addBatch();
		return true;
	}

	private static Delivery delivery(Settlement settlement) {
		if (settlement instanceof Settlement.Ack ack) {
			return ack.delivery();
		}
		if (settlement instanceof Settlement.Release release) {
			return release.delivery();
		}
		if (settlement instanceof Settlement.Reject reject) {
			return reject.delivery();
		}
		return ((Settlement.Extend) settlement).delivery();
	}

}
