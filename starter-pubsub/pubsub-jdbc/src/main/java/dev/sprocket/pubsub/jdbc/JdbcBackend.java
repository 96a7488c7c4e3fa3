// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ClassUtils;

import dev.sprocket.pubsub.jdbc.Arrivals.Signal;
import dev.sprocket.pubsub.jdbc.Claims.Claim;
import dev.sprocket.pubsub.jdbc.Claims.Claimed;
import dev.sprocket.pubsub.spi.AtomicForward;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.LetterIndex;
import dev.sprocket.pubsub.spi.Limits;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;
import dev.sprocket.pubsub.spi.Support;

/**
 * Messages in tables. Everything is written by one thread in group commits; receivers
 * lease rows, an acknowledgment deletes one.
 */
final class JdbcBackend implements Backend, AtomicForward {

	static final int BATCH = 500;

	static final Limits LIMITS = new Limits(BATCH, BATCH, 32 * 1024 * 1024, 256 * 1024, Duration.ofDays(365),
			Duration.ofDays(3650));

	private static final Logger logger = LoggerFactory.getLogger(JdbcBackend.class);

	private static final String GIVE_BACK = """
			UPDATE sprocket_message SET due_at = 0, holder = NULL, lease = NULL
			WHERE queue = ? AND due_at > 0 AND holder = ?""";

	private static final boolean TRANSACTIONS_PRESENT = ClassUtils
		.isPresent("org.springframework.jdbc.datasource.DataSourceUtils", JdbcBackend.class.getClassLoader());

	private final String name;

	private final Database database;

	private final boolean local;

	private final JdbcSettings settings;

	private final Clock clock;

	private final Queues queues;

	private final MessageInsert inserts;

	private final Settlements settlements;

	private final GroupCommit writer;

	private final Arrivals arrivals = new Arrivals();

	private final JdbcBrowser browser;

	private final Set<JdbcReceiver> receivers = ConcurrentHashMap.newKeySet();

	private final GroupCommit.Work<OutboundMessage, SendOutcome> insert;

	private final GroupCommit.Work<Settlement, SettleOutcome> settle;

	private final GroupCommit.Work<Claim, Claimed> claim;

	private final GroupCommit.Work<Statements<?>, Object> statements = JdbcBackend::runAll;

	private final @Nullable Outbox outbox;

	private final ScheduledPurge purge;

	private final Statements<Integer> check;

	JdbcBackend(String name, Database database, boolean local, JdbcSettings settings, Clock clock) {
		this(name, database, local, settings, clock, Queues.NO_GROUP);
	}

	// firstGroup: for whom is what a topic gets before it has a group

	JdbcBackend(String name, Database database, boolean local, JdbcSettings settings, Clock clock, String firstGroup) {
		this.name = name;
		this.database = database;
		this.local = local;
		this.settings = settings;
		this.clock = clock;
		this.queues = new Queues(database.dialect(), firstGroup);
		this.inserts = new MessageInsert(database.dialect(), this.queues, new Backlog(settings.maxBacklog()),
				settings.deduplicationWindow(), clock);
		this.settlements = new Settlements(database.dialect(), clock);
		this.insert = this.inserts::run;
		this.settle = this.settlements::run;
		this.claim = new Claims(database.dialect(), this.queues, clock)::run;
		this.browser = new JdbcBrowser(this, database.dialect());
		// Locks are taken on the schema, on new queues and deduplication ids, on messages
		// that are ours, and last on the queues that are claimed from.
		this.writer = new GroupCommit(database, this.statements, this.insert, this.settle, this.claim);
		this.outbox = (database instanceof DataSourceDatabase shared && TRANSACTIONS_PRESENT)
				? new TransactionalOutbox(this, shared, this.queues, this.inserts, null) : null;
		this.purge = new ScheduledPurge(this, settings.deduplicationWindow());
		this.check = (session) -> database.dialect().probe(session, clock.millis());
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Capabilities capabilities() {
		Map<Capability, Support> support = new EnumMap<>(Capability.class);
		for (Capability capability : Capability.values()) {
			support.put(capability, Support.NATIVE);
		}
		if (this.outbox == null) {
			support.put(Capability.TRANSACTIONAL_PUBLISH, Support.NONE);
		}
		return new Capabilities(support, false, Duration.ofDays(1), LIMITS);
	}

	@Override
	public Sender openSender() {
		return new JdbcSender(this.writer, this.insert, this.arrivals, this.database.dialect());
	}

	@Override
	public JdbcReceiver openReceiver(ReceiverSpec spec, LaneListener listener) {
		declareGroup(spec.topic(), spec.group());
		JdbcReceiver receiver = new JdbcReceiver(this, spec, this.arrivals.register(spec.topic()));
		this.receivers.add(receiver);
		return receiver;
	}

	@Override
	public void declareGroup(String topic, String group) {
		write((session) -> {
			this.queues.declare(session, topic, group, this.clock.millis());
			return true;
		});
	}

	@Override
	public boolean removeGroup(String topic, String group) {
		return write((session) -> this.queues.remove(session, topic, group));
	}

	@Override
	public Lag lag(String topic, String group) {
		return this.browser.lag(topic, group);
	}

	@Override
	public @Nullable Outbox outbox() {
		return this.outbox;
	}

	// Return an outbox in the same table. seal: makes of a message what is stored

	Outbox outbox(DataSourceDatabase shared, UnaryOperator<OutboundMessage> seal) {
		return new TransactionalOutbox(this, shared, this.queues, this.inserts, seal);
	}

	// Return an index of the dead letters of another backend in the same table. The seal
	// makes of a message what is stored for the relay to send.

	LetterIndex letters(String backend, UnaryOperator<OutboundMessage> seal, OutboxRelay relay) {
		return new JdbcLetterIndex(this, backend, this.queues, this.inserts, seal, relay);
	}

	@Override
	public AtomicForward atomicForward() {
		return this;
	}

	@Override
	public SettleOutcome forward(Receiver receiver, Delivery source, OutboundMessage target) {
		boolean stored = replace((session) -> this.settlements.delete(session, source), target);
		return stored ? SettleOutcome.DONE : SettleOutcome.STALE;
	}

	// Remove something, and store a message if that was there: both or neither

	boolean replace(Statements<Boolean> removal, OutboundMessage target) {
		boolean stored = write((session) -> {
			if (!removal.run(session)) {
				return false;
			}
			BackendException refusal = this.inserts.run(session, List.of(target)).get(0).failure();
			if (refusal != null) {
				throw refusal;
			}
			return true;
		});
		this.arrivals.arrived(target.topic());
		return stored;
	}

	@Override
	public Browser browser() {
		return this.browser;
	}

	@Override
	public boolean isLocal() {
		return this.local;
	}

	@Override
	public void check() {
		check(1);
	}

	void check(int seconds) {
		write(this.check, Duration.ofSeconds(seconds));
	}

	@Override
	public void close() {
		this.purge.close();
		this.receivers.forEach(JdbcReceiver::abort);
		this.writer.close();
		this.database.close();
	}

	Dialect dialect() {
		return this.database.dialect();
	}

	Clock clock() {
		return this.clock;
	}

	boolean isExclusive() {
		return this.database.isExclusive();
	}

	Duration pollInterval() {
		return this.settings.pollInterval();
	}

	Claimed claim(Claim request) {
		return this.writer.callVolatile(this.claim, request);
	}

	List<SettleOutcome> settle(List<Settlement> requests) {
		return GroupCommit.await(this.writer.submit(this.settle, List.copyOf(requests)));
	}

	// watcher: is told of all topics on which something was committed

	void watch(Consumer<String> watcher) {
		this.arrivals.watch(watcher);
	}

	void arrived(String topic) {
		this.arrivals.arrived(topic);
	}

	boolean hasDue(ReceiverSpec spec) {
		return this.browser.hasDue(spec.topic(), spec.group());
	}

	void closed(JdbcReceiver receiver, ReceiverSpec spec, Signal signal, long holder) {
		this.receivers.remove(receiver);
		this.arrivals.unregister(spec.topic(), signal);
		try {
			int givenBack = write((session) -> {
				Long queue = this.queues.find(session, spec.topic(), spec.group());
				return (queue != null) ? session.update(GIVE_BACK, queue, holder) : 0;
			});
			if (givenBack > 0) {
				this.arrivals.arrived(spec.topic());
			}
		}
		catch (BackendException ex) {
			logger.debug("Leases of topic '" + spec.topic() + "', group '" + spec.group() + "' run out instead", ex);
		}
	}

	<T> T read(Database.Query<T> query) {
		try {
			return this.database.read(query);
		}
		catch (SQLException ex) {
			throw this.database.dialect().translate(this.database.description(), ex);
		}
		catch (BackendException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw new BackendException(ErrorKind.CORRUPT,
					this.database.description() + " holds something that cannot be read: " + ex, ex);
		}
	}

	@SuppressWarnings("unchecked")
	<T> T write(Statements<T> single) {
		return (T) this.writer.call(this.statements, single);
	}

	@SuppressWarnings("unchecked")
	<T> CompletableFuture<T> writeLater(Statements<T> single) {
		return this.writer.submit(this.statements, List.of(single)).thenApply((outputs) -> (T) outputs.get(0));
	}

	// Write, or throw BackendException if that takes too long; it may be written later.

	@SuppressWarnings("unchecked")
	<T> T write(Statements<T> single, Duration limit) {
		return (T) GroupCommit.await(this.writer.submit(this.statements, List.of(single))
			.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
			.exceptionally((failure) -> {
				if (failure instanceof TimeoutException) {
					throw new BackendException(ErrorKind.UNAVAILABLE, this.database.description()
							+ " did not take a write within %d ms".formatted(limit.toMillis()), failure);
				}
				throw (failure instanceof CompletionException wrapper) ? wrapper : new CompletionException(failure);
			})).get(0);
	}

	private static List<Object> runAll(Session session, List<Statements<?>> inputs) throws SQLException {
		List<Object> outputs = new ArrayList<>(inputs.size());
		for (Statements<?> input : inputs) {
			outputs.add(input.run(session));
		}
		return outputs;
	}

	/**
	 * Statements of one caller.
	 *
	 * @param <T> the type of their result
	 */
	interface Statements<T extends Object> {

		T run(Session session) throws SQLException;

	}

}
