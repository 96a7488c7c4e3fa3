// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A foreign producer that writes in transactions. The end of each takes an offset of
 * every partition it wrote to, and what was aborted keeps its own.
 */
final class TransactionalWriter implements AutoCloseable {

	private final Producer<byte[], byte[]> producer;

	private final String topic;

	TransactionalWriter(TestBroker kafka, String topic) {
		Map<String, Object> properties = new HashMap<>(kafka.settings().producer());
		properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "writer-of-" + topic);
		this.producer = new KafkaProducer<>(properties);
		this.producer.initTransactions();
		this.topic = topic;
	}

	TransactionalWriter commit(String... ids) {
		begin(ids).producer.commitTransaction();
		return this;
	}

	TransactionalWriter abort(String... ids) {
		begin(ids).producer.abortTransaction();
		return this;
	}

	/**
	 * Write into a transaction that is left open.
	 * @param ids what to write
	 * @return this
	 */
	TransactionalWriter begin(String... ids) {
		this.producer.beginTransaction();
		Stream.of(ids)
			.map((id) -> id.getBytes(StandardCharsets.UTF_8))
			.forEach((id) -> this.producer.send(new ProducerRecord<>(this.topic, id, id)));
		this.producer.flush();
		return this;
	}

	@Override
	public void close() {
		this.producer.close();
	}

}
