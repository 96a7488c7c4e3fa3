// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What every database has to do, on the embedded one.
 */
class EmbeddedBackendTests {

	private static final Duration NOW = Duration.ZERO;

	private static final Duration SOON = Duration.ofSeconds(5);

	@TempDir
	private Path folder;

	private Backend backend;

	@BeforeEach
	void open() {
		this.backend = new EmbeddedBackendFactory(this.folder.resolve("test.db"),
				new JdbcSettings(Duration.ofMillis(20), 100, Duration.ofMinutes(1)))
			.create();
	}

	@AfterEach
	void close() {
		this.backend.close();
	}

	@Test
	void whenPublishedBeforeAnyGroupThenTheFirstGroupAdoptsIt() {
		send(message("t", "a"));
		this.backend.declareGroup("t", "first");
		this.backend.declareGroup("t", "second");
		send(message("t", "b"));
		assertThat(bodies(receiver("t", "first", Ordering.NONE))).containsExactly("a", "b");
		assertThat(bodies(receiver("t", "second", Ordering.NONE))).containsExactly("b");
	}

	@Test
	void whenAcknowledgedThenGoneAlsoAfterReopening() {
		Receiver receiver = receiver("t", "g", Ordering.NONE);
		send(message("t", "a"), message("t", "b"));
		List<Delivery> deliveries = receiver.receive(10, SOON);
		assertThat(receiver.settle(List.of(new Settlement.Ack(deliveries.get(0))))).containsExactly(SettleOutcome.DONE);
		assertThat(receiver.settle(List.of(new Settlement.Ack(deliveries.get(0)))))
			.containsExactly(SettleOutcome.STALE);
		this.backend.close();
		open();
		receiver = receiver("t", "g", Ordering.NONE);
		assertThat(this.backend.lag("t", "g").messages()).isEqualTo(1);
	}

	@Test
	void whenReceiverClosesThenOthersGetItsMessagesWithTheNextAttempt() {
		Receiver first = receiver("t", "g", Ordering.NONE);
		send(message("t", "a"));
		assertThat(first.receive(1, SOON).get(0).attempt()).isEqualTo(1);
		Receiver second = receiver("t", "g", Ordering.NONE);
		assertThat(second.receive(1, NOW)).isEmpty();
		first.close();
		assertThat(second.receive(1, SOON).get(0).attempt()).isEqualTo(2);
	}

	@Test
	void whenLeaseEndsThenRedeliveredAndTheOldDeliveryIsStale() {
		Receiver first = receiver("t", "g", Ordering.NONE, Duration.ofMillis(50));
		send(message("t", "a"));
		Delivery stale = first.receive(1, SOON).get(0);
		Delivery fresh = first.receive(1, SOON).get(0);
		assertThat(fresh.attempt()).isEqualTo(2);
		assertThat(first.settle(List.of(new Settlement.Ack(stale)))).containsExactly(SettleOutcome.STALE);
		assertThat(first.settle(List.of(new Settlement.Ack(fresh)))).containsExactly(SettleOutcome.DONE);
	}

	@Test
	void whenExtendedThenTheLeaseHolds() {
		Receiver receiver = receiver("t", "g", Ordering.NONE, Duration.ofMillis(50));
		send(message("t", "a"));
		Delivery delivery = receiver.receive(1, SOON).get(0);
		receiver.settle(List.of(new Settlement.Extend(delivery, Duration.ofMinutes(1))));
		assertThat(receiver.receive(1, Duration.ofMillis(150))).isEmpty();
	}

	@Test
	void whenReleasedWithDelayThenNotEarlierAndOnlyCountedIfAttempted() {
		Receiver receiver = receiver("t", "g", Ordering.NONE);
		send(message("t", "a"));
		Delivery delivery = receiver.receive(1, SOON).get(0);
		Instant released = Instant.now();
		receiver.settle(List.of(new Settlement.Release(delivery, Duration.ofMillis(100), true)));
		delivery = receiver.receive(1, SOON).get(0);
		assertThat(Duration.between(released, Instant.now())).isGreaterThanOrEqualTo(Duration.ofMillis(100));
		assertThat(delivery.attempt()).isEqualTo(2);
		receiver.settle(List.of(new Settlement.Release(delivery, NOW, false)));
		assertThat(receiver.receive(1, SOON).get(0).attempt()).isEqualTo(2);
	}

	@Test
	void whenKeyIsHeldElsewhereThenOnlyOtherKeysAreDelivered() {
		Receiver first = receiver("t", "g", Ordering.KEY);
		Receiver second = receiver("t", "g", Ordering.KEY);
		send(keyed("k", "1"), keyed("k", "2"), keyed("other", "3"), message("t", "4"));
		Delivery held = first.receive(1, SOON).get(0);
		assertThat(texts(second.receive(10, SOON))).containsExactly("3", "4");
		assertThat(texts(first.receive(10, NOW))).containsExactly("2");
		first.settle(List.of(new Settlement.Ack(held)));
		assertThat(second.receive(10, NOW)).isEmpty();
	}

	@Test
	void whenKeyWaitsForItsRetryThenItsLaterMessagesWait() {
		Receiver receiver = receiver("t", "g", Ordering.KEY);
		send(keyed("k", "1"));
		Delivery delivery = receiver.receive(1, SOON).get(0);
		receiver.settle(List.of(new Settlement.Release(delivery, Duration.ofMillis(100), true)));
		send(keyed("k", "2"), keyed("other", "3"));
		assertThat(texts(receiver.receive(10, SOON))).containsExactly("3");
		assertThat(texts(receiver.receive(10, SOON))).containsExactly("1", "2");
	}

	@Test
	void whenManyMessagesWaitForOneKeyThenLaterKeysAreStillFound() {
		Receiver first = receiver("t", "g", Ordering.KEY);
		Receiver second = receiver("t", "g", Ordering.KEY);
		this.backend.close();
		this.backend = new EmbeddedBackendFactory(this.folder.resolve("test.db"), JdbcSettings.DEFAULTS).create();
		first = receiver("t", "g", Ordering.KEY);
		second = receiver("t", "g", Ordering.KEY);
		List<OutboundMessage> messages = new ArrayList<>();
		for (int i = 0; i < 5000; i++) {
			messages.add(keyed("slow", "slow-" + i));
		}
		messages.add(keyed("quick", "quick"));
		send(messages.toArray(OutboundMessage[]::new));
		Delivery held = first.receive(1, SOON).get(0);
		List<String> found = new ArrayList<>();
		for (int i = 0; i < 10 && found.isEmpty(); i++) {
			found.addAll(texts(second.receive(10, NOW)));
		}
		assertThat(found).containsExactly("quick");
		first.settle(List.of(new Settlement.Ack(held)));
		assertThat(texts(second.receive(2, NOW))).containsExactly("slow-1", "slow-2");
	}

	@Test
	void whenTopicIsOrderedThenOneReceiverHoldsItAll() {
		Receiver first = receiver("t", "g", Ordering.TOPIC);
		Receiver second = receiver("t", "g", Ordering.TOPIC);
		send(message("t", "1"), message("t", "2"));
		Delivery held = first.receive(1, SOON).get(0);
		assertThat(second.receive(10, NOW)).isEmpty();
		first.settle(List.of(new Settlement.Ack(held)));
		assertThat(texts(second.receive(10, SOON))).containsExactly("2");
	}

	@Test
	void whenDelayedThenNotEarlyAndOthersAreNotHeldUp() {
		Receiver receiver = receiver("t", "g", Ordering.NONE);
		Instant due = Instant.now().plusMillis(150);
		send(new OutboundMessage("t", "id", null, Map.of(), bytes("late"), due, null, null), message("t", "early"));
		assertThat(texts(receiver.receive(10, SOON))).containsExactly("early");
		assertThat(texts(receiver.receive(10, SOON))).containsExactly("late");
		assertThat(Instant.now()).isAfterOrEqualTo(due.truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
	}

	@Test
	void whenExpiredThenNotDeliveredAndNotCounted() {
		Receiver receiver = receiver("t", "g", Ordering.NONE);
		Instant past = Instant.now().minusMillis(1);
		send(new OutboundMessage("t", "id", null, Map.of(), bytes("gone"), null, past, null), message("t", "alive"));
		assertThat(this.backend.lag("t", "g").messages()).isEqualTo(1);
		assertThat(texts(receiver.receive(10, SOON))).containsExactly("alive");
	}

	@Test
	void whenDeduplicationIdIsKnownThenNotStoredAgain() {
		Receiver receiver = receiver("t", "g", Ordering.NONE);
		OutboundMessage message = new OutboundMessage("t", "id", null, Map.of(), bytes("once"), null, null, "d-1");
		send(message, message);
		send(message);
		assertThat(texts(receiver.receive(10, SOON))).containsExactly("once");
		assertThat(this.backend.lag("t", "g").messages()).isEqualTo(1);
	}

	@Test
	void whenBacklogIsAtItsBoundThenFullUntilSomethingIsSettled() {
		Receiver receiver = receiver("t", "g", Ordering.NONE);
		for (int i = 0; i < 100; i++) {
			send(message("t", "m"));
		}
		BackendException failure = failure(message("t", "one more"));
		assertThat(failure.kind()).isEqualTo(ErrorKind.FULL);
		assertThat(failure)
			.hasMessage("Topic 't' is full: 100 messages wait for group 'g'; speed up its handlers, remove "
					+ "it if nobody reads it any more, or raise sprocket.pubsub.backlog.max-messages");
		Delivery delivery = receiver.receive(1, SOON).get(0);
		receiver.settle(List.of(new Settlement.Ack(delivery)));
		org.awaitility.Awaitility.await().until(() -> outcomes(message("t", "one more")).get(0).failure() == null);
	}

	@Test
	void whenNobodyHasSubscribedToATopicThatIsFullThenItSaysSo() {
		for (int i = 0; i < 100; i++) {
			send(message("t", "m"));
		}
		assertThat(failure(message("t", "one more"))).hasMessage("Topic 't' is full: 100 messages wait for its first "
				+ "group; subscribe to it, or raise sprocket.pubsub.backlog.max-messages");
	}

	@Test
	void whenForwardedThenStoredAndAcknowledgedTogether() {
		Receiver receiver = receiver("t", "g", Ordering.NONE);
		send(message("t", "a"));
		Delivery delivery = receiver.receive(1, SOON).get(0);
		assertThat(this.backend.atomicForward().forward(receiver, delivery, message("t.g.dlq", "dead")))
			.isEqualTo(SettleOutcome.DONE);
		assertThat(this.backend.atomicForward().forward(receiver, delivery, message("t.g.dlq", "dead")))
			.isEqualTo(SettleOutcome.STALE);
		assertThat(this.backend.lag("t", "g").messages()).isZero();
		assertThat(texts(this.backend.browser().find("t.g.dlq", "", 0, 10))).containsExactly("dead");
	}

	@Test
	void whenBrowsedThenNothingIsLeasedAndRemovalIsExact() {
		Receiver receiver = receiver("t", "g", Ordering.NONE);
		send(message("t", "a"), message("t", "b"));
		List<Delivery> found = this.backend.browser().find("t", "g", 0, 10);
		assertThat(texts(found)).containsExactly("a", "b");
		assertThat(receiver.settle(List.of(new Settlement.Ack(found.get(0))))).containsExactly(SettleOutcome.STALE);
		assertThat(this.backend.browser().remove("t", "g", found.get(0).position())).isTrue();
		assertThat(this.backend.browser().remove("t", "g", found.get(0).position())).isFalse();
		assertThat(texts(receiver.receive(10, SOON))).containsExactly("b");
	}

	@Test
	void whenHeadersAreStrangeThenTheyComeBackAsTheyWere() {
		Map<String, String> headers = Map.of("a:b\\n", "line\nbreak\r\\c", "empty", "", "astral", "\uD83D\uDE00",
				"null", "\0");
		Receiver receiver = receiver("t", "g", Ordering.NONE);
		send(new OutboundMessage("t", "id", "k\n", headers, new byte[] { 0, -1 }, null, null, null));
		Delivery delivery = receiver.receive(1, SOON).get(0);
		assertThat(delivery.headers()).isEqualTo(headers);
		assertThat(delivery.key()).isEqualTo("k\n");
		assertThat(delivery.body()).containsExactly(0, -1);
	}

	@Test
	void whenBodiesAreLargeThenTheyAreKeptApartFromTheirLeasesInOrder() {
		this.backend.declareGroup("t", "other");
		Receiver receiver = receiver("t", "g", Ordering.NONE);
		String large = "x".repeat(8 * 1024 + 1);
		send(message("t", "1"), message("t", large), message("t", ""), message("t", "y".repeat(8 * 1024)),
				message("t", large + "2"));
		assertThat(texts(this.backend.browser().find("t", "g", 0, 10))).containsExactly("1", large, "",
				"y".repeat(8 * 1024), large + "2");
		List<Delivery> deliveries = receiver.receive(10, SOON);
		assertThat(texts(deliveries)).containsExactly("1", large, "", "y".repeat(8 * 1024), large + "2");
		assertThat(rows("SELECT COUNT(*) FROM sprocket_body")).isEqualTo(4);
		assertThat(rows("SELECT MAX(length(body)) FROM sprocket_message")).isEqualTo(8 * 1024);
		receiver.settle(deliveries.stream().<Settlement>map(Settlement.Ack::new).toList());
		assertThat(rows("SELECT COUNT(*) FROM sprocket_body")).isEqualTo(2);
		this.backend.removeGroup("t", "other");
		try (ScheduledPurge purge = new ScheduledPurge((JdbcBackend) this.backend, SOON)) {
			purge.purgeRemoved();
		}
		assertThat(rows("SELECT COUNT(*) FROM sprocket_body")).isZero();
	}

	private long rows(String sql) {
		return ((JdbcBackend) this.backend).read((session) -> {
			try (ResultSet rows = session.prepare(sql).executeQuery()) {
				rows.next();
				return rows.getLong(1);
			}
		});
	}

	@Test
	void whenGroupIsRemovedThenOthersKeepTheirs() {
		this.backend.declareGroup("t", "a");
		this.backend.declareGroup("t", "b");
		send(message("t", "m"));
		assertThat(this.backend.removeGroup("t", "a")).isTrue();
		assertThat(this.backend.removeGroup("t", "a")).isFalse();
		assertThat(this.backend.lag("t", "a").messages()).isZero();
		assertThat(this.backend.lag("t", "b").messages()).isEqualTo(1);
	}

	@Test
	void whenWokenThenReceiveReturnsAtOnce() {
		Receiver receiver = receiver("t", "g", Ordering.NONE);
		receiver.wakeup();
		assertThat(receiver.receive(1, Duration.ofHours(1))).isEmpty();
		receiver.wakeup();
		assertThat(receiver.receive(0, Duration.ofHours(1))).isEmpty();
	}

	@Test
	void whenClosedThenEverythingSaysSo() {
		Receiver receiver = receiver("t", "g", Ordering.NONE);
		this.backend.close();
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> receiver.receive(1, NOW))
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(ErrorKind.CLOSED));
		assertThatExceptionOfType(BackendException.class).isThrownBy(this.backend::check)
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(ErrorKind.CLOSED));
		assertThatExceptionOfType(BackendException.class).isThrownBy(() -> this.backend.lag("t", "g"))
			.withMessage("The pub/sub store '" + this.folder.resolve("test.db") + "' was closed")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(ErrorKind.CLOSED));
	}

	@Test
	void whenARowCannotBeReadThenBrowsingSaysSo() {
		assertThatExceptionOfType(BackendException.class)
			.isThrownBy(() -> ((JdbcBackend) this.backend).read((session) -> Instant.parse("?")))
			.withMessageStartingWith("The pub/sub store '" + this.folder.resolve("test.db")
					+ "' holds something that cannot be read: java.time.format.DateTimeParseException")
			.satisfies((ex) -> assertThat(ex.kind()).isEqualTo(ErrorKind.CORRUPT));
	}

	private Receiver receiver(String topic, String group, Ordering ordering) {
		return receiver(topic, group, ordering, Duration.ofMinutes(1));
	}

	private Receiver receiver(String topic, String group, Ordering ordering, Duration lease) {
		return this.backend.openReceiver(new ReceiverSpec(topic, group, ordering, lease), LaneListener.NONE);
	}

	private void send(OutboundMessage... messages) {
		assertThat(outcomes(messages)).allSatisfy((outcome) -> assertThat(outcome.failure()).isNull());
	}

	private List<SendOutcome> outcomes(OutboundMessage... messages) {
		return this.backend.openSender().send(List.of(messages)).join();
	}

	private BackendException failure(OutboundMessage message) {
		BackendException failure = outcomes(message).get(0).failure();
		assertThat(failure).isNotNull();
		return failure;
	}

	private static OutboundMessage message(String topic, String body) {
		return new OutboundMessage(topic, UUID.randomUUID().toString(), null, Map.of(), bytes(body), null, null, null);
	}

	private static OutboundMessage keyed(String key, String body) {
		return new OutboundMessage("t", UUID.randomUUID().toString(), key, Map.of(), bytes(body), null, null, null);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private List<String> bodies(Receiver receiver) {
		return texts(receiver.receive(10, SOON));
	}

	private static List<String> texts(List<Delivery> deliveries) {
		return deliveries.stream().map((delivery) -> new String(delivery.body(), StandardCharsets.UTF_8)).toList();
	}

}
