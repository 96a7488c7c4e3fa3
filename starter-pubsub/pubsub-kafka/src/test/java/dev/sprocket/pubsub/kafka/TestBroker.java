// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

import dev.sprocket.test.servers.KafkaServer;

/**
 * What tests ask of the broker of this JVM, given to a test that takes it as parameter.
 */
final class TestBroker implements AutoCloseable {

	private static final AtomicInteger TOPICS = new AtomicInteger();

	private final KafkaServer server;

	private final Admin admin;

	TestBroker(KafkaServer server) {
		this.server = server;
		this.admin = Admin.create(Map.of("bootstrap.servers", server.bootstrapServers()));
	}

	KafkaServer server() {
		return this.server;
	}

	KafkaSettings settings() {
		return settings(Map.of());
	}

	KafkaSettings settings(Map<String, Object> consumer) {
		return settings(consumer, this.server.bootstrapServers(), KafkaTopicPolicy.CREATE);
	}

	KafkaSettings settings(KafkaTopicPolicy topics) {
		return settings(Map.of(), this.server.bootstrapServers(), topics);
	}

	static KafkaSettings settings(Map<String, Object> consumer, String servers, KafkaTopicPolicy topics) {
		Map<String, Object> client = Map.of("bootstrap.servers", servers);
		Map<String, Object> withServers = new HashMap<>(consumer);
		withServers.putAll(client);
		return new KafkaSettings(new KafkaClientProperties(client, withServers, client), topics);
	}

	static Map<String, Object> classic(String... properties) {
		Map<String, Object> consumer = new HashMap<>(Map.of("group.protocol", "classic"));
		for (int i = 0; i < properties.length; i += 2) {
			consumer.put(properties[i], properties[i + 1]);
		}
		return consumer;
	}

	Admin admin() {
		return this.admin;
	}

	String unusedTopic() {
		return "topic-" + TOPICS.incrementAndGet();
	}

	String topic(int partitions) throws Exception {
		String topic = unusedTopic();
		create(topic, partitions);
		return topic;
	}

	void create(String topic, int partitions) throws Exception {
		this.admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty()))).all().get();
		awaitHosted(topic, partitions);
	}

	// A topic is made a moment before the broker knows it and serves its partitions.
	private void awaitHosted(String topic, int partitions) {
		Map<TopicPartition, OffsetSpec> all = IntStream.range(0, partitions)
			.mapToObj((partition) -> new TopicPartition(topic, partition))
			.collect(Collectors.toMap(Function.identity(), (partition) -> OffsetSpec.latest()));
		Awaitility.await()
			.ignoreExceptionsMatching((ex) -> ex.getCause() instanceof UnknownTopicOrPartitionException)
			.until(() -> this.admin.listOffsets(all).all().get().size() == partitions);
	}

	Map<TopicPartition, OffsetAndMetadata> committed(String topic, String group) throws Exception {
		return this.admin.listConsumerGroupOffsets(KafkaGroups.id(topic, group)).partitionsToOffsetAndMetadata().get();
	}

	@Nullable OffsetAndMetadata committed(String topic, String group, int partition) throws Exception {
		return committed(topic, group).get(new TopicPartition(topic, partition));
	}

	ConsumerGroupDescription describe(String topic, String group) throws Exception {
		String id = KafkaGroups.id(topic, group);
		return this.admin.describeConsumerGroups(List.of(id)).describedGroups().get(id).get();
	}

	@Override
	public void close() {
		this.admin.close();
	}

	/**
	 * Starts the broker with the first test and stops it after the last.
	 */
	static final class Extension implements ParameterResolver {

		@Override
		public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
			return parameter.getParameter().getType() == TestBroker.class;
		}

		@Override
		public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
			return context.getRoot()
				.getStore(ExtensionContext.Namespace.GLOBAL)
				.computeIfAbsent(TestBroker.class, (type) -> new TestBroker(KafkaServer.start()), TestBroker.class);
		}

	}

}
