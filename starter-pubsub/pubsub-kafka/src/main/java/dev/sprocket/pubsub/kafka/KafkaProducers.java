// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.function.Supplier;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * The producer of a sender, made by the first message, and made anew by the next one when
 * it got stuck. One that an unexpected answer threw off refuses everything from then on;
 * one that lost the question for its producer id (KAFKA-20237) keeps everything and sends
 * nothing.
 */
final class KafkaProducers {

	private final Supplier<Producer<byte[], byte[]>> factory;

	private final Object monitor = new Object();

	private @Nullable Current current;

	private boolean closed;

	KafkaProducers(Supplier<Producer<byte[], byte[]>> factory) {
		this.factory = factory;
	}

	/**
	 * Hand a record to the producer.
	 * @param record the record
	 * @param callback told what became of it; may be told even if this throws
	 */
	void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
		Current used = current();
		try {
			used.send(record, callback);
		}
		catch (IllegalStateException ex) {
			// it is off, or another thread has just replaced it
			used.refuses = true;
			requireOpen();
			throw new KafkaException(ex.getMessage(), ex);
		}
		catch (KafkaException ex) {
			used.refuses = used.refuses || !isOfTheCall(ex);
			throw ex;
		}
	}

	private static boolean isOfTheCall(KafkaException thrown) {
		return thrown instanceof InterruptException || thrown instanceof RecordTooLargeException
				|| thrown instanceof SerializationException || thrown instanceof InvalidTopicException;
	}

	private Current current() {
		synchronized (this.monitor) {
			requireOpen();
			Current usable = this.current;
			if (usable != null && usable.isStuck()) {
				this.current = null;
				usable.discard();
				usable = null;
			}
			if (usable == null) {
				usable = new Current(this.factory.get());
				this.current = usable;
			}
			return usable;
		}
	}

	private void requireOpen() {
		synchronized (this.monitor) {
			if (this.closed) {
				throw new BackendException(ErrorKind.CLOSED, "The sender is closed", null);
			}
		}
	}

	void close(Duration timeout) {
		Current last;
		synchronized (this.monitor) {
			this.closed = true;
			last = this.current;
		}
		if (last != null) {
			last.producer.close(timeout);
		}
	}

	/**
	 * A producer, and what speaks against it.
	 */
	private static final class Current {

		private final Producer<byte[], byte[]> producer;

		private volatile boolean refuses;

		private volatile boolean late;

		Current(Producer<byte[], byte[]> producer) {
			this.producer = producer;
		}

		void send(ProducerRecord<byte[], byte[]> record, Callback callback) {
			Thread caller = Thread.currentThread();
			this.producer.send(record, (stored, failure) -> {
				// on the caller's thread it was a look-up that took too long
				if (failure instanceof TimeoutException && Thread.currentThread() != caller) {
					this.late = true;
				}
				callback.onCompletion(stored, failure);
			});
		}

		boolean isStuck() {
			if (this.late && !this.refuses) {
				this.late = false;
				this.refuses = hasSentNothing();
			}
			return this.refuses;
		}

		// A record that left may arrive after those of the next producer, and then the
		// order of its key is lost; under the sequence numbers of one it may not.

		private boolean hasSentNothing() {
			return this.producer.metrics()
				.entrySet()
				.stream()
				.filter((metric) -> metric.getKey().name().equals("record-send-total")
						&& metric.getKey().group().equals("producer-metrics"))
				.anyMatch((metric) -> metric.getValue().metricValue() instanceof Number sent && sent.longValue() == 0);
		}

		/**
		 * Fail what it has in hand, so that nothing of it comes after this.
		 */
		void discard() {
			try {
				this.producer.close(Duration.ZERO);
			}
			catch (KafkaException ex) {
				// it is closed all the same
			}
		}

	}

}
