// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Sends a key where Kafka's own partitioner does, and spreads messages without a key
 * evenly. Kafka's own would fill 16 KiB in one partition before it goes on to the next,
 * so that one member of a group had a hundred small messages in a row to handle while the
 * others waited.
 */
public final class SpreadingPartitioner implements Partitioner {

	private final Map<String, AtomicInteger> next = new ConcurrentHashMap<>();

	@Override
	public int partition(String topic, @Nullable Object key, byte @Nullable [] keyBytes, @Nullable Object value,
			byte @Nullable [] valueBytes, Cluster cluster) {
		if (keyBytes != null) {
			return BuiltInPartitioner.partitionForKey(keyBytes, cluster.partitionsForTopic(topic).size());
		}
		int number = Utils
			.toPositive(this.next.computeIfAbsent(topic, (first) -> new AtomicInteger()).getAndIncrement());
		List<PartitionInfo> available = cluster.availablePartitionsForTopic(topic);
		return available.isEmpty() ? number % cluster.partitionsForTopic(topic).size()
				: available.get(number % available.size()).partition();
	}

	@Override
	public void configure(Map<String, ?> configs) {
	}

	@Override
	public void close() {
	}

}
