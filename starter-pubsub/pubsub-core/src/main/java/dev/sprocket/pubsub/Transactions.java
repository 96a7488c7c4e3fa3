// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;

/**
 * Decides whether a message joins the transaction of its caller, and owns the outbox.
 */
final class Transactions {

	private final String backend;

	private final @Nullable Outbox outbox;

	private final @Nullable OutboxMeters meters;

	Transactions(String backend, @Nullable Outbox outbox, @Nullable OutboxMeters meters) {
		this.backend = backend;
		this.outbox = outbox;
		this.meters = meters;
	}

	boolean isJoined(TransactionPolicy policy, Supplier<String> topic) {
		if (policy == TransactionPolicy.BYPASS) {
			return false;
		}
		if (policy == TransactionPolicy.REQUIRE && this.outbox == null) {
			throw new PubSubException(ErrorKind.UNSUPPORTED, "Topic " + topic.get()
					+ ": transaction policy REQUIRE: backend " + this.backend
					+ " cannot do TRANSACTIONAL_PUBLISH and there is no outbox; set sprocket.pubsub.jdbc.outbox=true"
					+ " to keep one in the application's database", null);
		}
		boolean active = this.outbox != null && isActive(this.outbox, topic);
		if (policy == TransactionPolicy.REQUIRE && !active) {
			throw new PubSubException(ErrorKind.INVALID,
					"Topic " + topic.get()
							+ ": transaction policy REQUIRE: no transaction on the pub/sub data source is "
							+ "active on this thread; call publish inside one, for example in a @Transactional method",
					null);
		}
		return active;
	}

	private static boolean isActive(Outbox outbox, Supplier<String> topic) {
		try {
			return outbox.isTransactionActive();
		}
		catch (BackendException ex) {
			throw new PubSubException(
					ex.kind(), "Topic " + topic.get()
							+ ": not published, as the transaction of this thread cannot be joined: " + ex.getMessage(),
					ex);
		}
	}

	void enlist(List<OutboundMessage> messages) {
		if (this.outbox == null) {
			throw new IllegalStateException("No outbox");
		}
		try {
			this.outbox.enlist(messages);
		}
		catch (BackendException ex) {
			throw new PubSubException(ex.kind(), "Not published in this transaction: " + ex.getMessage(), ex);
		}
	}

	void flush(Duration timeout) {
		if (this.outbox != null) {
			this.outbox.flush(timeout);
		}
	}

	void close() {
		if (this.meters != null) {
			this.meters.close();
		}
		if (this.outbox != null) {
			this.outbox.close();
		}
	}

}
