// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.time.Duration;
import java.util.Map;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Limits;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.Sender;

/**
 * A backend that settles by position, and of which nothing else is asked.
 */
final class ByPosition implements Backend {

	private boolean closed;

	boolean isClosed() {
		return this.closed;
	}

	@Override
	public String name() {
		return "log";
	}

	@Override
	public Capabilities capabilities() {
		return new Capabilities(Map.of(), true, Duration.ofSeconds(1),
				new Limits(1, 1, 1, 1, Duration.ZERO, Duration.ZERO));
	}

	@Override
	public Sender openSender() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Receiver openReceiver(ReceiverSpec spec, LaneListener listener) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void declareGroup(String topic, String group) {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean removeGroup(String topic, String group) {
		throw new UnsupportedOperationException();
	}

	@Override
	public Lag lag(String topic, String group) {
		return Lag.UNKNOWN;
	}

	@Override
	public void check() {
	}

	@Override
	public void close() {
		this.closed = true;
	}

}
