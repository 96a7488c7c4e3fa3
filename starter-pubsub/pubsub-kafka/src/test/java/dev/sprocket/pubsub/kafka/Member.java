// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * A member of a group that records what it is told. Used from one thread.
 */
class Member implements LaneListener, AutoCloseable {

	static final Duration SHORT = Duration.ofMillis(50);

	static final Duration PATIENCE = Duration.ofSeconds(20);

	final Map<Lane, @Nullable String> assigned = new LinkedHashMap<>();

	final List<Lane> revoked = new ArrayList<>();

	final List<Lane> lost = new ArrayList<>();

	final List<Delivery> received = new ArrayList<>();

	private final Receiver receiver;

	Member(Backend backend, String topic, String group) {
		this(backend, topic, group, Ordering.KEY);
	}

	Member(Backend backend, String topic, String group, Ordering ordering) {
		this.receiver = backend.openReceiver(new ReceiverSpec(topic, group, ordering, Duration.ofSeconds(30)), this);
	}

	Receiver receiver() {
		return this.receiver;
	}

	List<Delivery> receive(int max) {
		List<Delivery> deliveries = this.receiver.receive(max, SHORT);
		this.received.addAll(deliveries);
		return deliveries;
	}

	List<Delivery> receiveUntil(int count) {
		return receiveUntil((member) -> member.received.size() >= count);
	}

	List<Delivery> receiveUntil(Predicate<Member> enough) {
		Awaitility.await().atMost(PATIENCE).pollInSameThread().pollDelay(Duration.ZERO).until(() -> {
			receive(100);
			return enough.test(this);
		});
		return this.received;
	}

	Member join() {
		Awaitility.await().atMost(PATIENCE).pollInSameThread().pollDelay(Duration.ZERO).until(() -> {
			this.receiver.receive(0, SHORT);
			return !this.assigned.isEmpty();
		});
		return this;
	}

	SettleOutcome ackThrough(Delivery last, @Nullable String note) {
		return ackThrough(last.lane(), last.position(), note);
	}

	SettleOutcome ackThrough(Lane lane, long position, @Nullable String note) {
		return this.receiver.settle(List.of(new Settlement.AckThrough(lane, position, note))).get(0);
	}

	@Override
	public void lanesAssigned(Map<Lane, @Nullable String> lanes) {
		this.assigned.putAll(lanes);
	}

	@Override
	public void lanesRevoking(Collection<Lane> lanes, Deadline deadline) {
		lanes.forEach(this.assigned::remove);
		this.revoked.addAll(lanes);
	}

	@Override
	public void lanesLost(Collection<Lane> lanes) {
		lanes.forEach(this.assigned::remove);
		this.lost.addAll(lanes);
	}

	@Override
	public void close() {
		this.receiver.close();
	}

}
