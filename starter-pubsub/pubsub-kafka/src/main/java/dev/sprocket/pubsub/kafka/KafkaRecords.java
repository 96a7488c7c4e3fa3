// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.OutboundMessage;

/**
 * Translates between messages and Kafka records. Key and headers are UTF-8; a tombstone
 * has an empty body.
 */
final class KafkaRecords {

	private static final byte[] EMPTY = {};

	private KafkaRecords() {
	}

	static ProducerRecord<byte[], byte[]> outbound(OutboundMessage message) {
		List<Header> headers = new ArrayList<>(message.headers().size());
		message.headers().forEach((name, value) -> headers.add(new RecordHeader(name, bytes(value))));
		String key = message.key();
		return new ProducerRecord<>(message.topic(), null, (key != null) ? bytes(key) : null, message.body(), headers);
	}

	static Delivery inbound(Lane lane, ConsumerRecord<byte[], byte[]> record) {
		return new Delivery(lane, record.offset(), record.offset(), 0, null, text(record.key()),
				new KafkaHeaders(record.headers()), (record.value() != null) ? record.value() : EMPTY,
				storedAt(record));
	}

	static Lane lane(TopicPartition partition) {
		return new Lane(String.valueOf(partition.partition()));
	}

	static TopicPartition partition(String topic, Lane lane) {
		return new TopicPartition(topic, Integer.parseInt(lane.id()));
	}

	private static @Nullable Instant storedAt(ConsumerRecord<byte[], byte[]> record) {
		return (record.timestampType() != TimestampType.NO_TIMESTAMP_TYPE) ? Instant.ofEpochMilli(record.timestamp())
				: null;
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static @Nullable String text(byte @Nullable [] bytes) {
		return (bytes != null) ? new String(bytes, StandardCharsets.UTF_8) : null;
	}

}
