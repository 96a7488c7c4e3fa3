// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

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

	private static final String OF_LEASE = "holder = ? AND lease = ?";

	private static final RowChange DELETE = new RowChange("DELETE FROM sprocket_message", OF_LEASE);

	private static final RowChange RELEASE = new RowChange(
			"UPDATE sprocket_message SET due_at = ?, holder = 0, lease = NULL, attempt = attempt - ?", OF_LEASE);

	private static final RowChange EXTEND = new RowChange("UPDATE sprocket_message SET due_at = ?", OF_LEASE);

	private final Dialect dialect;

	private final Clock clock;

	Settlements(Dialect dialect, Clock clock) {
		this.dialect = dialect;
		this.clock = clock;
	}

	List<SettleOutcome> run(Session session, List<Settlement> settlements) throws SQLException {
		SettleOutcome[] outcomes = new SettleOutcome[settlements.size()];
		Arrays.fill(outcomes, SettleOutcome.STALE);
		long now = this.clock.millis();
		Map<Change, List<Integer>> changes = new LinkedHashMap<>();
		for (int i = 0; i < outcomes.length; i++) {
			Change change = change(settlements.get(i), now);
			if (change != null) {
				changes.computeIfAbsent(change, (missing) -> new ArrayList<>()).add(i);
			}
		}
		for (Map.Entry<Change, List<Integer>> entry : changes.entrySet()) {
			Change change = entry.getKey();
			List<Long> positions = entry.getValue().stream().map((i) -> position(settlements.get(i))).toList();
			Set<Long> changed = change.rows()
				.run(session, this.dialect, positions, change.values(), List.of(change.holder(), change.lease()));
			for (int i : entry.getValue()) {
				long position = position(settlements.get(i));
				// a message is ours after an extension, and no more after anything else
				if ((change.rows() == EXTEND) ? changed.contains(position) : changed.remove(position)) {
					outcomes[i] = SettleOutcome.DONE;
				}
			}
		}
		return List.of(outcomes);
	}

	boolean delete(Session session, Delivery delivery) throws SQLException {
		return run(session, List.of(new Settlement.Ack(delivery))).get(0) == SettleOutcome.DONE;
	}

	// Return what a settlement changes in its row, null if that was never ours.

	private static @Nullable Change change(Settlement settlement, long now) {
		if (!(delivery(settlement).token() instanceof LeaseToken token)) {
			return null;
		}
		if (settlement instanceof Settlement.Release release) {
			long delay = release.delay().toMillis();
			return new Change(RELEASE, List.of((delay > 0) ? now + delay : 0, release.attempted() ? 0 : 1),
					token.holder(), token.lease());
		}
		if (settlement instanceof Settlement.Extend extend) {
			return new Change(EXTEND, List.of(now + extend.lease().toMillis()), token.holder(), token.lease());
		}
		return new Change(DELETE, List.of(), token.holder(), token.lease());
	}

	private static long position(Settlement settlement) {
		return ((LeaseToken) delivery(settlement).token()).position();
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
		if (settlement instanceof Settlement.Extend extend) {
			return extend.delivery();
		}
		throw new BackendException(ErrorKind.UNSUPPORTED, "This backend settles each message by itself", null);
	}

	/**
	 * What happens to several rows alike.
	 */
	private record Change(RowChange rows, List<? extends Number> values, long holder, long lease) {

	}

}
