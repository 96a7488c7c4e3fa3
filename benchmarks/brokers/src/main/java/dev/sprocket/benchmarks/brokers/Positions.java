// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.brokers;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Lets a group of Kafka begin with the first message: a new one beside others begins with
 * what comes after it.
 */
final class Positions {

	private Positions() {
	}

	static void reset(String servers, String topic, String group) throws InterruptedException {
		try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
			Map<TopicPartition, OffsetAndMetadata> first = new HashMap<>();
			for (TopicDescription found : admin.describeTopics(List.of(topic)).allTopicNames().get().values()) {
				found.partitions()
					.forEach((partition) -> first.put(new TopicPartition(topic, partition.partition()),
							new OffsetAndMetadata(0)));
			}
			admin.alterConsumerGroupOffsets(topic + "." + group, first).all().get();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
	}

}
