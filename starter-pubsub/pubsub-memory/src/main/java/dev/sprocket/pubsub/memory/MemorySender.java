// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

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
final class MemorySender implements Sender {

	private final MemoryBackend backend;

	private volatile boolean closed;

	MemorySender(MemoryBackend backend) {
		this.backend = backend;
	}

	@Override
	public CompletableFuture<List<SendOutcome>> send(List<OutboundMessage> batch) {
		if (this.closed) {
			return CompletableFuture
				.failedFuture(new BackendException(ErrorKind.CLOSED, "this sender is closed", null));
		}
		try {
			return CompletableFuture.completedFuture(this.backend.send(batch));
		}
		catch (BackendException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
