// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.jdbc.JdbcBackend.Statements;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.LetterIndex;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Dead letters of another backend, on topics of their own in the tables of its outbox,
 * the same for all applications that share the database. A letter is redriven by moving
 * it into the outbox: in one step, as everything here.
 */
final class JdbcLetterIndex implements LetterIndex {

	/** The id of a letter is remembered until the letter is gone, and then some more. */
	private static final long WHILE_IT_IS_KEPT = Long.MAX_VALUE;

	private static final String FORGET_LATER = """
			UPDATE sprocket_deduplication SET stored_at = ? WHERE topic = ? AND deduplication_id = ?""";

	private final JdbcBackend store;

	private final String prefix;

	private final Queues queues;

	private final MessageInsert inserts;

	private final String insertOnce;

	private final Function<OutboundMessage, OutboundMessage> seal;

	private final OutboxRelay relay;

	JdbcLetterIndex(JdbcBackend store, String backend, Queues queues, MessageInsert inserts,
			Function<OutboundMessage, OutboundMessage> seal, OutboxRelay relay) {
		this.store = store;
		this.prefix = "letters:" + backend + ":";
		this.queues = queues;
		this.inserts = inserts;
		this.insertOnce = inserts.insertOnce();
		this.seal = seal;
		this.relay = relay;
	}

	@Override
	public CompletableFuture<?> keep(String group, OutboundMessage letter) {
		OutboundMessage folded = StoredKey.fold(letter);
		OutboundMessage row = new OutboundMessage(this.prefix + letter.topic(), letter.id(), folded.key(),
				folded.headers(), letter.body(), null, null, null);
		return this.store.writeLater((session) -> {
			this.queues.declare(session, row.topic(), group, this.store.clock().millis());
			return session.update(this.insertOnce, row.topic(), row.id(), WHILE_IT_IS_KEPT) == 1
					&& insert(session, row, letter.topic());
		});
	}

	private boolean insert(Session session, OutboundMessage row, String topic) throws SQLException {
		BackendException refusal = this.inserts.run(session, List.of(row)).get(0).failure();
		if (refusal == null) {
			return true;
		}
		throw (refusal.kind() == ErrorKind.FULL) ? new BackendException(ErrorKind.FULL,
				"The index of the dead letters on '%s' is full; redrive or discard some, or raise ".formatted(topic)
						+ "sprocket.pubsub.backlog.max-messages",
				refusal) : refusal;
	}

	@Override
	public Lag lag(String topic, String group) {
		return this.store.lag(this.prefix + topic, group);
	}

	@Override
	public List<Delivery> find(String topic, String group, long afterPosition, int max) {
		return unfolded(this.store.browser().find(this.prefix + topic, group, afterPosition, max));
	}

	@Override
	public List<Delivery> find(String topic, String group, String key, long afterPosition, int max) {
		return unfolded(this.store.browser().find(this.prefix + topic, group, StoredKey.of(key), afterPosition, max));
	}

	private static List<Delivery> unfolded(List<Delivery> rows) {
		return rows.stream().map(JdbcLetterIndex::unfolded).toList();
	}

	private static Delivery unfolded(Delivery row) {
		Map<String, String> headers = new LinkedHashMap<>(row.headers());
		String key = StoredKey.unfold(headers, row.key());
		return new Delivery(row.lane(), row.position(), row.token(), row.attempt(), row.leaseUntil(), key, headers,
				row.body(), row.publishedAt());
	}

	@Override
	public Set<String> waitingKeys(String topic, String group, Set<String> keys) {
		Map<String, String> byStored = new HashMap<>();
		keys.forEach((key) -> byStored.put(StoredKey.of(key), key));
		Set<String> waiting = this.store.browser().waitingKeys(this.prefix + topic, group, byStored.keySet());
		byStored.keySet().retainAll(waiting);
		return Set.copyOf(byStored.values());
	}

	@Override
	public boolean remove(String topic, String group, long position) {
		Statements<Boolean> removal = removal(topic, group, position);
		return removal != null && this.store.write(removal);
	}

	@Override
	public boolean move(String topic, String group, long position, OutboundMessage target) {
		Statements<Boolean> removal = removal(topic, group, position);
		try {
			return removal != null && this.store.replace(removal, this.seal.apply(StoredKey.fold(target)));
		}
		catch (BackendException ex) {
			throw (ex.kind() == ErrorKind.FULL) ? this.relay.full(target.topic(), ex) : ex;
		}
	}

	// Return what removes a letter, null if it is not there. The id is locked first, as
	// whoever keeps the letter again does.

	private @Nullable Statements<Boolean> removal(String topic, String group, long position) {
		String stored = this.prefix + topic;
		String id = this.store.browser()
			.find(stored, group, position - 1, 1)
			.stream()
			.filter((letter) -> letter.position() == position)
			.map((letter) -> letter.headers().get(ReservedHeaders.ID))
			.findFirst()
			.orElse(null);
		return (id != null) ? (session) -> {
			session.update(FORGET_LATER, this.store.clock().millis(), stored, id);
			return session.update(JdbcBrowser.REMOVE, position, stored, group) == 1;
		} : null;
	}

}
