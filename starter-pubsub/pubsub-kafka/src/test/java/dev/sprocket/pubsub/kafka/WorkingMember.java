// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import dev.sprocket.lifecycle.Deadline;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.SettleOutcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A member that handles what it receives, always holds some messages unfinished, and
 * finishes them when their lane is revoked.
 */
class WorkingMember extends Member {

	private static final int UNFINISHED = 5;

	private final String name;

	private final List<String> events;

	private final List<String> handled;

	private final Map<Lane, Deque<Delivery>> held = new HashMap<>();

	private final Map<Lane, Long> uncommitted = new HashMap<>();

	private final AtomicInteger count = new AtomicInteger();

	WorkingMember(String name, Backend backend, String topic, List<String> events, List<String> handled) {
		super(backend, topic, "group");
		this.name = name;
		this.events = events;
		this.handled = handled;
	}

	int count() {
		return this.count.get();
	}

	CompletableFuture<Void> run(BooleanSupplier goOn) {
		return CompletableFuture.runAsync(() -> {
			while (goOn.getAsBoolean()) {
				List<Delivery> deliveries = receive(50);
				deliveries.forEach((delivery) -> this.held.get(delivery.lane()).add(delivery));
				int keep = deliveries.isEmpty() ? 0 : UNFINISHED;
				this.held.keySet().forEach((lane) -> finish(lane, keep));
				commit();
			}
		}, (task) -> new Thread(task).start());
	}

	private void finish(Lane lane, int keep) {
		Deque<Delivery> unfinished = this.held.get(lane);
		while (unfinished.size() > keep) {
			Delivery delivery = unfinished.remove();
			this.handled.add(Messages.body(delivery));
			this.uncommitted.put(lane, delivery.position());
			this.count.incrementAndGet();
		}
	}

	/**
	 * Commit all lanes; what fails because the group rebalances is left for the next
	 * time.
	 */
	private void commit() {
		for (Lane lane : List.copyOf(this.uncommitted.keySet())) {
			SettleOutcome outcome = ackThrough(lane, this.uncommitted.get(lane), null);
			BackendException failure = outcome.failure();
			if (failure != null) {
				assertThat(failure.isRetryable()).as("retryable: %s", failure).isTrue();
			}
			else {
				assertThat(outcome).isEqualTo(SettleOutcome.DONE);
				this.uncommitted.remove(lane);
			}
		}
	}

	@Override
	public void lanesAssigned(Map<Lane, @Nullable String> lanes) {
		lanes.keySet().forEach((lane) -> {
			this.events.add(this.name + " assigned " + lane.id());
			this.held.put(lane, new ArrayDeque<>());
		});
	}

	@Override
	public void lanesRevoking(Collection<Lane> lanes, Deadline deadline) {
		assertThat(deadline.isOver()).isFalse();
		lanes.forEach((lane) -> {
			finish(lane, 0);
			this.held.remove(lane);
			this.events.add(this.name + " revoked " + lane.id());
		});
		Awaitility.await().pollInSameThread().pollDelay(Duration.ZERO).until(() -> {
			commit();
			return Collections.disjoint(this.uncommitted.keySet(), lanes);
		});
	}

	@Override
	public void lanesLost(Collection<Lane> lanes) {
		throw new AssertionError(this.name + " lost " + lanes);
	}

}
