// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.jdbc;

import java.time.Duration;
import java.util.List;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Outbox;
import dev.sprocket.pubsub.spi.OutboxBacklog;

/**
 * An outbox whose messages go on to another backend.
 */
final class RelayedOutbox implements Outbox {

	private final Outbox enlisting;

	private final OutboxRelay relay;

	RelayedOutbox(Outbox enlisting, OutboxRelay relay) {
		this.enlisting = enlisting;
		this.relay = relay;
	}

	@Override
	public boolean isTransactionActive() {
		return this.enlisting.isTransactionActive();
	}

	@Override
	public void enlist(List<OutboundMessage> messages) {
		try {
			this.enlisting.enlist(messages);
		}
		catch (BackendException ex) {
			throw (ex.kind() == ErrorKind.FULL) ? this.relay.full(messages.get(0).topic(), ex) : ex;
		}
	}

	@Override
	public OutboxBacklog backlog() {
		return this.relay.backlog();
	}

	@Override
	public void flush(Duration timeout) {
		this.relay.flush(timeout);
	}

	@Override
	public void close() {
		this.relay.close();
	}

}
