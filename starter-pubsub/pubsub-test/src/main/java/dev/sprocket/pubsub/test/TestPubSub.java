// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.DeadLetterQuery;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.Topic;
import dev.sprocket.pubsub.memory.MemoryBackend;
import dev.sprocket.pubsub.memory.VirtualClock;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Pub/sub without a broker and without waiting, for tests of applications: says what was
 * published, handled and dead-lettered, moves the time, and lets things fail. In a test
 * of Spring add {@link AutoConfigureTestPubSub} and inject it; elsewhere {@link #start()}
 * one: <pre>
 * orders.place("o-1");
 * pubSub.published("orders", Order.class).hasPayloads(new Order("o-1"));
 * pubSub.handled("orders", "billing").hasSize(1);
 * pubSub.deadLettered("orders", "billing").isEmpty();
 * </pre> Assertions let pub/sub come to rest first, wait for what other threads of the
 * application publish, and list what was seen if they fail. The clock of pub/sub stands
 * until {@link #advance} moves it; that of the application is its own. Thread-safe.
 */
public final class TestPubSub implements AutoCloseable {

	static final Patience PATIENCE = new Patience(Duration.ofSeconds(5));

	private static final DeadLetterQuery ALL = DeadLetterQuery.all().max(Integer.MAX_VALUE);

	private final VirtualClock clock = new VirtualClock();

	private final MemoryBackend store = new MemoryBackend(this.clock);

	private final FaultyBackend backend;

	private final Journal journal = new Journal();

	private final WatchedHandlers handlers = new WatchedHandlers(this.journal);

	private final Rest rest = new Rest(this.store, this.handlers);

	private volatile @Nullable PubSub engine;

	TestPubSub(Function<MemoryBackend, FaultyBackend> backend) {
		this.backend = backend.apply(this.store);
		this.backend.line().onSent((message) -> this.journal.add(new Journal.Published(message)));
	}

	/**
	 * Start an engine of its own.
	 * @return the engine with all around it; close it
	 */
	public static TestPubSub start() {
		TestPubSub started = new TestPubSub(FaultyBackend::new);
		started.watch(new PubSubBuilder(started.backend).clock(started.clock).build());
		return started;
	}

	FaultyBackend backend() {
		return this.backend;
	}

	Journal journal() {
		return this.journal;
	}

	PubSub watch(PubSub made) {
		PubSub watched = new RecordingPubSub(made, this.handlers);
		this.engine = watched;
		return watched;
	}

	/**
	 * Return the engine, to publish and subscribe.
	 * @return the engine: that of the application, or its own
	 */
	public PubSub pubSub() {
		PubSub made = this.engine;
		if (made == null) {
			throw new IllegalStateException("The application has no PubSub bean: is sprocket-starter-pubsub or a "
					+ "backend on its class path, and auto-configuration on?");
		}
		return made;
	}

	/**
	 * Return the clock of pub/sub, which {@link #advance} moves.
	 * @return the clock
	 */
	public Clock clock() {
		return this.clock;
	}

	/**
	 * Look at what was published to a topic and stored, with bodies as text; dead letters
	 * are on {@code <topic>.<group>.dlq}.
	 * @param topic the topic
	 * @return assertions
	 */
	public MessagesAssert<String> published(String topic) {
		return published(topic, String.class);
	}

	/**
	 * Look at what was published to a topic and stored.
	 * @param topic the topic
	 * @param <T> the type of the payloads
	 * @return assertions
	 */
	public <T> MessagesAssert<T> published(Topic<T> topic) {
		return published(topic.name(), topic.type());
	}

	/**
	 * Look at what was published to a topic and stored.
	 * @param topic the topic
	 * @param type the type to read payloads as
	 * @param <T> the type of the payloads
	 * @return assertions
	 */
	public <T> MessagesAssert<T> published(String topic, Class<T> type) {
		return new MessagesAssert<>(this, "published to " + topic,
				() -> this.journal.all(Journal.Published.class)
					.stream()
					.filter((entry) -> entry.message().topic().equals(topic))
					.map((entry) -> pubSub().decode(StoredBody.of(entry.message()), type))
					.toList());
	}

	/**
	 * Look at what handlers of a group were given and returned from, each time.
	 * @param topic the topic
	 * @param group the group
	 * @return assertions
	 */
	public MessagesAssert<Object> handled(String topic, String group) {
		return attempted("handled", topic, group, false);
	}

	/**
	 * Look at what handlers of a group were given and failed on, each attempt.
	 * @param topic the topic
	 * @param group the group
	 * @return assertions
	 */
	public MessagesAssert<Object> failed(String topic, String group) {
		return attempted("failed", topic, group, true);
	}

	private MessagesAssert<Object> attempted(String what, String topic, String group, boolean failed) {
		return new MessagesAssert<>(this, what + " by " + group + " from " + topic,
				() -> this.journal.all(Journal.Attempted.class)
					.stream()
					.filter((entry) -> entry.failed() == failed && entry.group().equals(group)
							&& entry.message().topic().equals(topic))
					.map(Journal.Attempted::anyMessage)
					.toList());
	}

	/**
	 * Look at the dead letters of a group.
	 * @param topic the topic that the group reads
	 * @param group the group
	 * @return assertions
	 */
	public DeadLettersAssert deadLettered(String topic, String group) {
		return new DeadLettersAssert(this, "dead-lettered by " + group + " from " + topic,
				() -> pubSub().deadLetters(topic, group).find(ALL));
	}

	/**
	 * Let time pass: whatever becomes due meanwhile (retries, delays, leases, times to
	 * live) happens at its time and is over when this returns.
	 * @param duration how much; not negative
	 */
	public void advance(Duration duration) {
		if (duration.isNegative()) {
			throw new IllegalArgumentException("Time does not run backwards: " + duration);
		}
		Instant end = this.clock.instant().plus(duration);
		Duration longest = Rest.longestStep(duration);
		awaitRest();
		while (this.clock.instant().isBefore(end)) {
			Instant next = this.rest.nextDue(this.clock.instant(), longest);
			this.clock.advance(Duration.between(this.clock.instant(), next.isBefore(end) ? next : end));
			awaitRest();
		}
	}

	/**
	 * Wait until nothing more happens by itself: what was published and is due is
	 * handled. A handler that does not return within five seconds is not waited for.
	 */
	public void awaitRest() {
		this.rest.await();
	}

	/**
	 * Let the next messages to a topic fail to be published. A full backlog,
	 * {@link ErrorKind#FULL}, is tried again: outside a transaction publishing fails only
	 * if it stays full for {@code sprocket.pubsub.publish-timeout}, so set a short one
	 * and give {@link Integer#MAX_VALUE} as {@code times}.
	 * @param topic the topic, also one of dead letters
	 * @param times how many; how many tries of {@link ErrorKind#FULL}
	 * @param kind how, as {@link dev.sprocket.pubsub.PubSubException#kind()} says it
	 */
	public void failPublish(String topic, int times, ErrorKind kind) {
		this.backend.failSends(times, kind, (message) -> message.topic().equals(topic));
	}

	/**
	 * Let the next messages to a topic get lost although publishing them succeeds.
	 * @param topic the topic
	 * @param times how many
	 */
	public void losePublished(String topic, int times) {
		this.backend.loseSends(times, (message) -> message.topic().equals(topic));
	}

	/**
	 * Let the next messages to a topic be delivered twice, with the same id: does the
	 * application bear that?
	 * @param topic the topic
	 * @param times how many
	 */
	public void duplicatePublished(String topic, int times) {
		this.backend.doubleSends(times, (message) -> message.topic().equals(topic));
	}

	/**
	 * Let the next attempts of a group fail before its handler is called.
	 * @param topic the topic
	 * @param group the group
	 * @param times how many
	 * @param error what is thrown
	 */
	public void failHandler(String topic, String group, int times, Exception error) {
		this.handlers.fail(topic, group, times, error);
	}

	/**
	 * Begin anew: no message, nothing seen, no fault. Subscriptions and groups stay, and
	 * so does the time. In a test of Spring this happens after each test method.
	 */
	public void reset() {
		this.backend.heal();
		this.handlers.heal();
		this.store.clear();
		awaitRest();
		this.backend.line().forget();
		this.store.clear();
		this.journal.clear();
	}

	/**
	 * Close the engine.
	 */
	@Override
	public void close() {
		pubSub().close();
	}

}
