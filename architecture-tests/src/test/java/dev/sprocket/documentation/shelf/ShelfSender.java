// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation.shelf;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

/**
 * Stores at once, on the thread of the caller.
 */
final class ShelfSender implements Sender {

	private final Shelf shelf;

	private volatile boolean closed;

	ShelfSender(Shelf shelf) {
		this.shelf = shelf;
	}

	@Override
	public CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> batch) {
		if (this.closed) {
			return CompletableFuture
				.failedFuture(new BackendException(ErrorKind.CLOSED, "this sender is closed", null));
		}
		return CompletableFuture.completedFuture(batch.stream()
			.map((message) -> SendOutcome.stored(String.valueOf(this.shelf.store(message))))
			.toList());
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
