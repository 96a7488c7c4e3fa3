// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's producer for tests, with what the real one does on top: it throws after it took
 * a record, calls back from a thread of its own, and a close fails what it has in hand.
 */
final class ScriptedProducer extends MockProducer<byte[], byte[]> {

	static final MetricName SENT = new MetricName("record-send-total", "producer-metrics", "", Map.of());

	@Nullable RuntimeException thrown;

	private double sent;

	ScriptedProducer() {
		super(false, null, new ByteArraySerializer(), new ByteArraySerializer());
		setMockMetrics(SENT, new Metric() {

			@Override
			public MetricName metricName() {
				return SENT;
			}

			@Override
			public Object metricValue() {
				return ScriptedProducer.this.sent;
			}

		});
	}

	@Override
	public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
		Future<RecordMetadata> future = super.send(record, callback);
		if (this.thrown != null) {
			throw this.thrown;
		}
		return future;
	}

	void store() {
		this.sent++;
		CompletableFuture.runAsync(this::completeNext).join();
	}

	void fail(RuntimeException failure) {
		CompletableFuture.runAsync(() -> errorNext(failure)).join();
	}

	List<String> taken() {
		return history().stream().map((record) -> new String(record.value(), StandardCharsets.UTF_8)).toList();
	}

	@Override
	public void close(Duration timeout) {
		CompletableFuture.runAsync(() -> {
			while (errorNext(new KafkaException("Producer is closed forcefully."))) {
				continue;
			}
		}).join();
		super.close(timeout);
	}

}
