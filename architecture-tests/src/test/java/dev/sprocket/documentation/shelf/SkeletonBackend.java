// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation.shelf;

import java.time.Duration;
import java.util.Map;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Limits;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.Sender;

/**
 * What a backend is on its first day.
 */
final class SkeletonBackend implements Backend {

	private static final Limits LIMITS = new Limits(100, 100, 1024 * 1024, 64 * 1024, Duration.ZERO, Duration.ZERO);

	private final Shelf shelf;

	SkeletonBackend(Shelf shelf) {
		this.shelf = shelf;
	}

	@Override
	public String name() {
		return "shelf";
	}

	@Override
	public Capabilities capabilities() {
		return new Capabilities(Map.of(), false, Duration.ofDays(1), LIMITS);
	}

	@Override
	public Sender openSender() {
		throw notYet();
	}

	@Override
	public Receiver openReceiver(ReceiverSpec spec, LaneListener listener) {
		throw notYet();
	}

	@Override
	public void declareGroup(String topic, String group) {
		this.shelf.declare(topic, group);
	}

	@Override
	public boolean removeGroup(String topic, String group) {
		return this.shelf.remove(topic, group);
	}

	@Override
	public Lag lag(String topic, String group) {
		return Lag.UNKNOWN;
	}

	@Override
	public void check() {
		// the shelf is always there
	}

	@Override
	public void close() {
		// nothing is open
	}

	private static BackendException notYet() {
		return new BackendException(ErrorKind.UNSUPPORTED, "backend shelf cannot do that yet", null);
	}

}
