// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class KafkaTopicsTests {

	private final AtomicLong nanos = new AtomicLong();

	private final ScriptedAdmin cluster = new ScriptedAdmin();

	private final KafkaTopics topics = new KafkaTopics(
			TestBroker.settings(Map.of(), "127.0.0.1:1", KafkaTopicPolicy.CREATE), this.cluster.admin(),
			this.nanos::get);

	@Test
	void whenTheClusterDoesNotAnswerThenItIsNotAskedForEachTopicAgain() {
		this.cluster.fail("describeTopics", new TimeoutException("Timed out waiting for a node assignment."));
		assertThat(failure("orders").kind()).isEqualTo(ErrorKind.TIMEOUT);
		for (int i = 0; i < 15; i++) {
			assertThat(failure("bills"))
				.hasMessage("Topic 'bills' is not looked up now, since Kafka at 127.0.0.1:1 "
						+ "did not answer a moment ago: Looking up topic 'orders' failed: Timed out waiting for a node "
						+ "assignment.")
				.extracting(BackendException::kind)
				.isEqualTo(ErrorKind.UNAVAILABLE);
		}
		assertThat(this.cluster.calls()).hasSize(1);
	}

	@Test
	void whenAMomentHasPassedThenTheClusterIsAskedAgain() {
		this.cluster.fail("describeTopics", new TimeoutException("late"));
		failure("orders");
		this.nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
		assertThat(failure("orders")).hasMessage("Looking up topic 'orders' failed: late");
		failure("orders");
		assertThat(this.cluster.calls()).hasSize(2);
	}

	@Test
	void whenATopicIsRefusedThenOthersAreLookedUp() {
		this.cluster.fail("describeTopics", new TopicAuthorizationException("no"));
		failure("orders");
		assertThat(failure("bills").kind()).isEqualTo(ErrorKind.PERMISSION_DENIED);
		assertThat(this.cluster.calls()).hasSize(2);
	}

	@Test
	void whenThePolicyOfTheBrokersRefusesATopicThenItIsSaidWhichAndWhy() {
		this.cluster.fail("describeTopics", new UnknownTopicOrPartitionException("gone"))
			.fail("createTopics", new PolicyViolationException("Topics need three replicas"));
		assertThat(failure("orders"))
			.hasMessage("The policy of the brokers does not allow topic 'orders' to be created: Topics need three "
					+ "replicas. Create the topic as the policy demands, or set sprocket.pubsub.kafka.partitions and "
					+ "sprocket.pubsub.kafka.replication-factor so that it allows it.")
			.extracting(BackendException::kind)
			.isEqualTo(ErrorKind.PERMISSION_DENIED);
	}

	@Test
	void whenTooFewBrokersRunForATopicThenItIsTriedAgain() {
		this.cluster.fail("describeTopics", new UnknownTopicOrPartitionException("gone"))
			.fail("createTopics", new InvalidReplicationFactorException("All brokers are currently fenced."));
		assertThat(failure("orders")).hasMessage("Creating topic 'orders' failed: All brokers are currently fenced.")
			.extracting(BackendException::kind)
			.isEqualTo(ErrorKind.UNAVAILABLE);
	}

	private BackendException failure(String topic) {
		return assertThatExceptionOfType(BackendException.class).isThrownBy(() -> this.topics.require(topic)).actual();
	}

}
