// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.ReservedHeaders;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * A receiver of a {@link FaultyBackend}.
 */
final class FaultyReceiver implements Receiver {

	private final Receiver delegate;

	private final ReceiverSpec spec;

	private final FaultLine line;

	private final boolean countsEveryReceive;

	/** Which messages an acknowledgment by position means. */
	private final Map<Lane, NavigableMap<Long, String>> fetched = new HashMap<>();

	FaultyReceiver(Receiver delegate, ReceiverSpec spec, FaultLine line, boolean countsEveryReceive) {
		this.delegate = delegate;
		this.spec = spec;
		this.line = line;
		this.countsEveryReceive = countsEveryReceive;
	}

	Receiver delegate() {
		return this.delegate;
	}

	@Override
	public List<Delivery> receive(int max, Duration wait) {
		BackendException failure = this.line.receives().failure(this.spec);
		if (failure != null) {
			throw failure;
		}
		List<Delivery> deliveries = this.line.call(() -> this.delegate.receive(max, wait));
		this.line.recordReceived(deliveries.size());
		deliveries.forEach((delivery) -> this.fetched.computeIfAbsent(delivery.lane(), (lane) -> new TreeMap<>())
			.put(delivery.position(), id(delivery)));
		return deliveries;
	}

	private static String id(Delivery delivery) {
		return String.valueOf(delivery.headers().get(ReservedHeaders.ID));
	}

	@Override
	public void pause(Collection<Lane> lanes) {
		this.delegate.pause(lanes);
	}

	@Override
	public void resume(Collection<Lane> lanes) {
		this.delegate.resume(lanes);
	}

	@Override
	public List<SettleOutcome> settle(List<Settlement> settlements) {
		return settle(settlements, this.delegate::settle, this::recordAcknowledged);
	}

	@Override
	public List<SettleOutcome> settleAsync(List<Settlement> settlements) {
		return settle(settlements, this.delegate::settleAsync, (sent) -> {
			// whether it arrives a later one says
		});
	}

	private List<SettleOutcome> settle(List<Settlement> settlements,
			Function<List<Settlement>, List<SettleOutcome>> call, Consumer<Settlement> done) {
		List<@Nullable SettleOutcome> failed = new ArrayList<>();
		List<Settlement> passed = new ArrayList<>();
		for (Settlement settlement : settlements) {
			BackendException failure = this.line.settlements().failure(settlement);
			failed.add((failure != null) ? SettleOutcome.failed(failure) : null);
			if (failure == null) {
				passed.add(counted(settlement));
			}
		}
		List<SettleOutcome> outcomes = passed.isEmpty() ? List.of() : this.line.call(() -> call.apply(passed));
		for (int i = 0; i < outcomes.size(); i++) {
			if (outcomes.get(i).status() == SettleOutcome.Status.DONE) {
				this.line.recordSettled(passed.get(i));
				done.accept(passed.get(i));
			}
		}
		return merge(failed, outcomes);
	}

	private Settlement counted(Settlement settlement) {
		if (this.countsEveryReceive && settlement instanceof Settlement.Release release) {
			return new Settlement.Release(release.delivery(), release.delay(), true);
		}
		return settlement;
	}

	@Override
	public void wakeup() {
		this.delegate.wakeup();
	}

	@Override
	public void close() {
		if (!this.line.isCut()) {
			this.delegate.close();
		}
		BackendException failure = this.line.closes().failure("receiver");
		if (failure != null) {
			throw failure;
		}
	}

	private static List<SettleOutcome> merge(List<@Nullable SettleOutcome> failed, List<SettleOutcome> outcomes) {
		Iterator<SettleOutcome> next = outcomes.iterator();
		List<SettleOutcome> merged = new ArrayList<>();
		for (SettleOutcome failure : failed) {
			merged.add((failure != null) ? failure : next.next());
		}
		return merged;
	}

	private void recordAcknowledged(Settlement settlement) {
		if (settlement instanceof Settlement.Ack ack) {
			this.line.recordAcknowledged(id(ack.delivery()));
		}
		else if (settlement instanceof Settlement.AckThrough done && this.fetched.containsKey(done.lane())) {
			NavigableMap<Long, String> through = this.fetched.get(done.lane()).headMap(done.position(), true);
			through.values().forEach(this.line::recordAcknowledged);
			through.clear();
		}
	}

}
