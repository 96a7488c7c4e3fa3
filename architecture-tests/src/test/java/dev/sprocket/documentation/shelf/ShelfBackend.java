// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation.shelf;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Capabilities;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Limits;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.Support;

/**
 * What one process has of a shelf.
 */
final class ShelfBackend implements Backend {

	private static final Set<Capability> NATIVE = EnumSet.of(Capability.GROUPS, Capability.LAG, Capability.LEASE,
			Capability.LEASE_EXTENSION, Capability.ATTEMPT_COUNT, Capability.UNCOUNTED_RELEASE,
			Capability.RELEASE_DELAY, Capability.DELAYED_DELIVERY);

	private static final Limits LIMITS = new Limits(100, 100, 1024 * 1024, 64 * 1024, Duration.ofDays(7),
			Duration.ofDays(7));

	private final Shelf shelf;

	private final Set<ShelfReceiver> receivers = new HashSet<>();

	private boolean closed;

	ShelfBackend(Shelf shelf) {
		this.shelf = shelf;
	}

	@Override
	public String name() {
		return "shelf";
	}

	@Override
	public Capabilities capabilities() {
		Map<Capability, Support> support = new EnumMap<>(Capability.class);
		NATIVE.forEach((capability) -> support.put(capability, Support.NATIVE));
		support.put(Capability.TIME_TO_LIVE, Support.EMULATED);
		return new Capabilities(support, false, Duration.ofDays(1), LIMITS);
	}

	@Override
	public Sender openSender() {
		check();
		return new ShelfSender(this.shelf);
	}

	@Override
	public Receiver openReceiver(ReceiverSpec spec, LaneListener listener) {
		return this.shelf.locked(() -> {
			check();
			this.receivers.removeIf(ShelfReceiver::isClosed);
			ShelfReceiver receiver = new ShelfReceiver(this.shelf, spec);
			this.receivers.add(receiver);
			return receiver;
		});
	}

	@Override
	public void declareGroup(String topic, String group) {
		check();
		this.shelf.declare(topic, group);
	}

	@Override
	public boolean removeGroup(String topic, String group) {
		check();
		return this.shelf.remove(topic, group);
	}

	@Override
	public Lag lag(String topic, String group) {
		check();
		return this.shelf.lag(topic, group);
	}

	@Override
	public void check() {
		if (this.shelf.locked(() -> this.closed)) {
			throw new BackendException(ErrorKind.CLOSED, "backend shelf is closed", null);
		}
	}

	@Override
	public void close() {
		this.shelf.locked(() -> {
			this.closed = true;
			this.receivers.forEach(Receiver::close);
			return true;
		});
	}

}
