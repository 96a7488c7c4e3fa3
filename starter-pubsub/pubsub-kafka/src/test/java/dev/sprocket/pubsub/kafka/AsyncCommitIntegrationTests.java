// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.List;
import java.util.Map;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;
import dev.sprocket.test.servers.KafkaServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Commits that nobody waits for.
 */
@ExtendWith(TestBroker.Extension.class)
class AsyncCommitIntegrationTests {

	@ParameterizedTest
	@ValueSource(strings = { "consumer", "classic" })
	void whenPositionsAreSentOneAfterTheOtherThenTheLastOneStays(String protocol, TestBroker kafka) throws Exception {
		String topic = kafka.topic(1);
		try (KafkaBackend backend = new KafkaBackend(kafka.settings(Map.of("group.protocol", protocol)))) {
			Messages.publish(backend, topic, null, 0, 10);
			try (Member member = new Member(backend, topic, "group")) {
				List<Delivery> all = member.receiveUntil(10);
				for (Delivery delivery : all.subList(0, 9)) {
					assertThat(sendThrough(member, delivery)).isEqualTo(SettleOutcome.DONE);
				}
				assertThat(member.ackThrough(all.get(9), "note")).isEqualTo(SettleOutcome.DONE);
				assertThat(kafka.committed(topic, "group", 0).offset()).isEqualTo(10);
				assertThat(kafka.committed(topic, "group", 0).metadata()).endsWith(" note");
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "consumer", "classic" })
	void whenAPositionWasSentThenItIsCommittedWithoutAnotherCommit(String protocol, TestBroker kafka) throws Exception {
		String topic = kafka.topic(1);
		try (KafkaBackend backend = new KafkaBackend(kafka.settings(Map.of("group.protocol", protocol)))) {
			Messages.publish(backend, topic, null, 0, 5);
			try (Member member = new Member(backend, topic, "group")) {
				sendThrough(member, member.receiveUntil(5).get(4));
				Awaitility.await().atMost(Member.PATIENCE).pollInSameThread().until(() -> {
					member.receive(0);
					return kafka.committed(topic, "group", 0).offset() == 5;
				});
			}
		}
	}

	@Test
	void whenTheBrokerIsAwayThenTheThirdPositionWaitsAndSaysSo() {
		try (KafkaServer server = KafkaServer.prepare()) {
			server.launch();
			try (KafkaBackend patient = new KafkaBackend(
					TestBroker.settings(Map.of(), server.bootstrapServers(), KafkaTopicPolicy.CREATE))) {
				// a new broker first makes the topic of the positions
				patient.declareGroup("away", "group");
			}
			try (KafkaBackend backend = new KafkaBackend(KafkaFaults.impatient(server.bootstrapServers()));
					Member member = new Member(backend, "away", "group")) {
				Messages.publish(backend, "away", null, 0, 5);
				List<Delivery> all = member.receiveUntil(5);
				server.kill();
				assertThat(sendThrough(member, all.get(0)).status()).isEqualTo(SettleOutcome.Status.DONE);
				assertThat(sendThrough(member, all.get(1)).status()).isEqualTo(SettleOutcome.Status.DONE);
				SettleOutcome third = sendThrough(member, all.get(2));
				assertThat(third.status()).isEqualTo(SettleOutcome.Status.FAILED);
				assertThat(third.failure()).isNotNull().satisfies((ex) -> assertThat(ex.isRetryable()).isTrue());
				server.launch();
				Awaitility.await()
					.atMost(Member.PATIENCE)
					.pollInSameThread()
					.ignoreException(BackendException.class)
					.until(() -> {
						member.receive(10);
						return sendThrough(member, all.get(3)).equals(SettleOutcome.DONE)
								&& member.ackThrough(all.get(4), null).equals(SettleOutcome.DONE);
					});
			}
		}
	}

	private static SettleOutcome sendThrough(Member member, Delivery last) {
		return member.receiver()
			.settleAsync(List.of(new Settlement.AckThrough(last.lane(), last.position(), null)))
			.get(0);
	}

}
