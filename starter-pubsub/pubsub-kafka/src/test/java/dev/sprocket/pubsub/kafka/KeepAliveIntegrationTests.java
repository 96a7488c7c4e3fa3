// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.SettleOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A member stays in its group as long as the engine calls {@code receive}, fetching or
 * not.
 */
@ExtendWith(TestBroker.Extension.class)
class KeepAliveIntegrationTests {

	private static final Duration POLL_INTERVAL = Duration.ofMillis(1500);

	private TestBroker kafka;

	private KafkaBackend backend;

	@BeforeEach
	void open(TestBroker kafka) {
		this.kafka = kafka;
		this.backend = new KafkaBackend(kafka.settings(Map.of("max.poll.interval.ms", "1500")));
	}

	@AfterEach
	void close() {
		this.backend.close();
	}

	@Test
	void theIdleTimeIsAHeartbeatSoThatAGroupNeedNotWaitForThePollInterval() {
		try (KafkaBackend beating = new KafkaBackend(
				this.kafka.settings(TestBroker.classic("heartbeat.interval.ms", "100")))) {
			assertThat(beating.capabilities().maxIdle()).isEqualTo(Duration.ofMillis(100));
		}
		assertThat(this.backend.capabilities().maxIdle()).isEqualTo(Duration.ofMillis(500));
	}

	@Test
	void whenNothingIsFetchedForLongerThanThePollIntervalThenTheMemberStays() throws Exception {
		String topic = this.kafka.topic(2);
		try (Member member = new Member(this.backend, topic, "group").join()) {
			String id = memberId(topic);
			Messages.publish(this.backend, topic, null, 0, 10);
			Deadline past = Deadline.after(POLL_INTERVAL.plus(POLL_INTERVAL.dividedBy(2)));
			while (!past.isOver()) {
				assertThat(member.receive(0)).isEmpty();
			}
			assertThat(memberId(topic)).isEqualTo(id);
			assertThat(member.revoked).isEmpty();
			assertThat(member.lost).isEmpty();
			assertThat(member.receiveUntil(10)).hasSize(10);
		}
	}

	@Test
	void whenEveryLaneIsPausedForLongerThanThePollIntervalThenTheMemberStays() throws Exception {
		String topic = this.kafka.topic(2);
		try (Member member = new Member(this.backend, topic, "group").join()) {
			Messages.publish(this.backend, topic, null, 0, 10);
			member.receiver().pause(member.assigned.keySet());
			Deadline past = Deadline.after(POLL_INTERVAL.plus(POLL_INTERVAL.dividedBy(2)));
			while (!past.isOver()) {
				assertThat(member.receive(10)).isEmpty();
			}
			assertThat(member.lost).isEmpty();
			member.receiver().resume(member.assigned.keySet());
			assertThat(member.receiveUntil(10)).hasSize(10);
		}
	}

	@Test
	void whenFetchedMessagesAreHandedOutOneByOneForLongerThanThePollIntervalThenTheMemberStays() throws Exception {
		String topic = this.kafka.topic(1);
		Messages.publish(this.backend, topic, null, 0, 100);
		try (Member member = new Member(this.backend, topic, "group").join()) {
			String id = memberId(topic);
			for (int count = 0; count < 45; count++) {
				int expected = count + 1;
				Awaitility.await().pollInSameThread().pollInterval(Member.SHORT).until(() -> {
					member.receive(1);
					return member.received.size() == expected;
				});
			}
			assertThat(memberId(topic)).isEqualTo(id);
			assertThat(member.lost).isEmpty();
			assertThat(member.received).extracting(Delivery::position).doesNotHaveDuplicates();
		}
	}

	@Test
	void whenAMemberStaysAwayThenItsLanesGoToAnotherAndItsCommitIsStale() throws Exception {
		String topic = this.kafka.topic(1);
		Messages.publish(this.backend, topic, null, 0, 5);
		try (Member away = new Member(this.backend, topic, "group");
				Member other = new Member(this.backend, topic, "group")) {
			Delivery last = away.receiveUntil(5).get(4);
			other.receiveUntil(5);
			assertThat(away.ackThrough(last, null).status()).isEqualTo(SettleOutcome.Status.FAILED);
			assertThat(this.kafka.committed(topic, "group", 0).offset()).isZero();
			away.receiveUntil((member) -> !member.lost.isEmpty());
			assertThat(away.lost).containsExactly(new Lane("0"));
			assertThat(away.revoked).isEmpty();
			assertThat(away.ackThrough(last, null)).isEqualTo(SettleOutcome.STALE);
			// the first has joined again: the other learns of that when it polls
			Awaitility.await().atMost(Member.PATIENCE).pollInSameThread().until(() -> {
				other.receive(0);
				return other.ackThrough(other.received.get(4), null).equals(SettleOutcome.DONE);
			});
		}
	}

	private String memberId(String topic) throws Exception {
		assertThat(this.kafka.describe(topic, "group").members()).hasSize(1);
		return this.kafka.describe(topic, "group").members().iterator().next().consumerId();
	}

}
