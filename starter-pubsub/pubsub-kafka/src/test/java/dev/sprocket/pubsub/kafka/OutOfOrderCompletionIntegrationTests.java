// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.SettleOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Position and note are enough for an engine to complete messages in any order: a commit
 * never passes unfinished work, and the next owner of a lane learns what is done beyond.
 */
@ExtendWith(TestBroker.Extension.class)
class OutOfOrderCompletionIntegrationTests {

	private static final Lane LANE = new Lane("0");

	private TestBroker kafka;

	private KafkaBackend backend;

	private String topic;

	@BeforeEach
	void open(TestBroker kafka) throws Exception {
		this.kafka = kafka;
		this.backend = new KafkaBackend(kafka.settings());
		this.topic = kafka.topic(1);
	}

	@AfterEach
	void close() {
		this.backend.close();
	}

	@Test
	void whenMessagesAreDoneInRandomOrderThenACommitNeverPassesUnfinishedWork() throws Exception {
		Messages.publish(this.backend, this.topic, "key", 0, 200);
		try (Member member = new Member(this.backend, this.topic, "group")) {
			List<Delivery> shuffled = new ArrayList<>(member.receiveUntil(200));
			Collections.shuffle(shuffled, new Random(7));
			CompletionWindow window = new CompletionWindow(0);
			for (Delivery delivery : shuffled) {
				window.complete(delivery.position());
				if (window.hasAdvanced()) {
					SettleOutcome outcome = member.ackThrough(LANE, window.through(), window.note());
					assertThat(outcome).isEqualTo(SettleOutcome.DONE);
					assertThat(committed()).isEqualTo(window.lowestUnfinished());
				}
			}
			assertThat(committed()).isEqualTo(200);
		}
	}

	@Test
	void whenARestartFollowsThenOnlyUnfinishedMessagesAreLeftAndTheirAttemptsAreKnown() throws Exception {
		Messages.publish(this.backend, this.topic, "key", 0, 10);
		try (Member member = new Member(this.backend, this.topic, "group")) {
			member.receiveUntil(10);
			CompletionWindow window = new CompletionWindow(0);
			for (long done : new long[] { 9, 0, 7, 3, 4 }) {
				window.complete(done);
			}
			window.attempt(1);
			window.attempt(1);
			assertThat(member.ackThrough(LANE, window.through(), window.note())).isEqualTo(SettleOutcome.DONE);
		}
		try (Member successor = new Member(this.backend, this.topic, "group")) {
			successor.receiveUntil(9);
			CompletionWindow window = CompletionWindow.parse(1, successor.assigned.get(LANE));
			assertThat(successor.received).extracting(Delivery::position)
				.filteredOn((position) -> !window.isComplete(position))
				.containsExactly(1L, 2L, 5L, 6L, 8L);
			assertThat(window.attempts(1)).isEqualTo(2);
			assertThat(window.attempts(2)).isZero();
		}
	}

	@Test
	void whenTheNoteChangesButNotThePositionThenTheNewNoteIsKept() throws Exception {
		Messages.publish(this.backend, this.topic, "key", 0, 3);
		try (Member member = new Member(this.backend, this.topic, "group")) {
			member.receiveUntil(3);
			member.ackThrough(LANE, -1, "one");
			member.ackThrough(LANE, -1, "two");
		}
		try (Member successor = new Member(this.backend, this.topic, "group").join()) {
			assertThat(successor.assigned.get(LANE)).isEqualTo("two");
			assertThat(successor.receiveUntil(3)).extracting(Delivery::position).containsExactly(0L, 1L, 2L);
		}
	}

	@Test
	void whenANoteIsAsLongAsBrokersTakeBesideTheIdsAndTheEpochThenItIsKeptAndOneMoreIsRefused() throws Exception {
		Messages.publish(this.backend, this.topic, "key", 0, 2);
		String largest = "n".repeat(4096 - "Kt3xYf5FS9eB0cXqn4m0Zg Kt3xYf5FS9eB0cXqn4m0Zg 0 ".length());
		try (Member member = new Member(this.backend, this.topic, "group")) {
			Delivery last = member.receiveUntil(2).get(1);
			assertThat(member.ackThrough(last, largest)).isEqualTo(SettleOutcome.DONE);
			SettleOutcome refused = member.ackThrough(last, largest + "n");
			assertThat(refused.failure()).extracting(BackendException::kind).isEqualTo(ErrorKind.TOO_LARGE);
		}
		try (Member successor = new Member(this.backend, this.topic, "group").join()) {
			assertThat(successor.assigned.get(LANE)).isEqualTo(largest);
		}
	}

	@Test
	void whenTheTopicIsWrittenInTransactionsThenNothingLagsOnceAllIsSettledAndNotBefore() throws Exception {
		try (Member member = new Member(this.backend, this.topic, "group");
				TransactionalWriter writer = new TransactionalWriter(this.kafka, this.topic)) {
			writer.commit("first").abort("never").commit("second").abort("never", "either");
			assertThat(member.receiveUntil(2)).extracting(Messages::body).containsExactly("first", "second");
			assertThat(member.ackThrough(member.received.get(0), "one")).isEqualTo(SettleOutcome.DONE);
			Deadline past = Deadline.after(Duration.ofMillis(1500));
			while (!past.isOver()) {
				assertThat(member.receive(10)).isEmpty();
			}
			assertThat(committed()).isEqualTo(1);
			assertThat(member.ackThrough(member.received.get(1), "two")).isEqualTo(SettleOutcome.DONE);
			member.receiveUntil((all) -> this.backend.lag(this.topic, "group").equals(Lag.NOTHING));
			assertThat(this.kafka.committed(this.topic, "group", 0).metadata()).endsWith(" two");
		}
	}

	@Test
	void whenOnlyTheEndsOfTransactionsAreLeftThenTheNextOwnerPassesThem() throws Exception {
		try (TransactionalWriter writer = new TransactionalWriter(this.kafka, this.topic)) {
			try (Member member = new Member(this.backend, this.topic, "group")) {
				writer.commit("first");
				member.ackThrough(member.receiveUntil(1).get(0), "kept");
			}
			writer.abort("never");
			assertThat(this.backend.lag(this.topic, "group").messages()).isEqualTo(3);
		}
		try (Member successor = new Member(this.backend, this.topic, "group")) {
			successor.receiveUntil((all) -> this.backend.lag(this.topic, "group").equals(Lag.NOTHING));
			assertThat(successor.received).isEmpty();
			assertThat(this.kafka.committed(this.topic, "group", 0).metadata()).endsWith(" kept");
		}
	}

	@Test
	void whenATransactionIsUnderWayThenItsMessagesAreNotDue() {
		this.backend.declareGroup(this.topic, "group");
		try (TransactionalWriter writer = new TransactionalWriter(this.kafka, this.topic)) {
			writer.commit("first").begin("second", "third");
			assertThat(this.backend.lag(this.topic, "group")).isEqualTo(new Lag(4, 2, null));
		}
	}

	private long committed() throws Exception {
		return this.kafka.committed(this.topic, "group", 0).offset();
	}

}
