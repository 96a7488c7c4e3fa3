// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaFuture;
import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * The admin client, connected when it is first needed.
 */
final class KafkaAdmin implements AutoCloseable {

	private final Supplier<Admin> clients;

	private final Object monitor = new Object();

	private @Nullable Admin client;

	private boolean closed;

	KafkaAdmin(KafkaSettings settings) {
		this(() -> Admin.create(settings.admin()));
	}

	KafkaAdmin(Supplier<Admin> clients) {
		this.clients = clients;
	}

	/**
	 * Ask the cluster and wait for the answer.
	 * @param what what is tried, for the message of a failure
	 * @param question what to ask
	 * @param <T> the type of the answer
	 * @return the answer
	 */
	<T> T call(String what, Function<Admin, KafkaFuture<T>> question) {
		try {
			return question.apply(client()).get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new BackendException(ErrorKind.CLOSED, what + " was interrupted", ex);
		}
		catch (ExecutionException | RuntimeException ex) {
			throw KafkaErrors.translate(what, ex);
		}
	}

	/**
	 * Ask the cluster several things at once.
	 * @param what what is tried, for the message of a failure
	 * @param questions what to ask
	 * @param <T> the type of the answers
	 * @return the answers, which may not be in
	 */
	<T> T ask(String what, Function<Admin, T> questions) {
		try {
			return questions.apply(client());
		}
		catch (RuntimeException ex) {
			throw KafkaErrors.translate(what, ex);
		}
	}

	private Admin client() {
		synchronized (this.monitor) {
			if (this.closed) {
				throw new BackendException(ErrorKind.CLOSED, "The Kafka backend is closed", null);
			}
			Admin current = this.client;
			if (current == null) {
				current = this.clients.get();
				this.client = current;
			}
			return current;
		}
	}

	@Override
	public void close() {
		Admin current;
		synchronized (this.monitor) {
			this.closed = true;
			current = this.client;
			this.client = null;
		}
		if (current != null) {
			current.close(Duration.ZERO);
		}
	}

}
