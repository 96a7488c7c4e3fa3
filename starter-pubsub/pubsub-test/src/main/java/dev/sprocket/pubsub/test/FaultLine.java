// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * The line between an engine and a backend, with its faults and what went over it.
 */
final class FaultLine {

	private final FaultPlan<OutboundMessage> sends = new FaultPlan<>();

	private final FaultPlan<OutboundMessage> losses = new FaultPlan<>();

	private final FaultPlan<OutboundMessage> doubles = new FaultPlan<>();

	private final FaultPlan<Settlement> settlements = new FaultPlan<>();

	private final FaultPlan<ReceiverSpec> receives = new FaultPlan<>();

	private final FaultPlan<String> lookups = new FaultPlan<>();

	private final FaultPlan<String> closes = new FaultPlan<>();

	private final List<OutboundMessage> sent = new ArrayList<>();

	private final List<Settlement> settled = new ArrayList<>();

	private final List<String> acknowledged = new CopyOnWriteArrayList<>();

	private final AtomicInteger received = new AtomicInteger();

	private final AtomicInteger underWay = new AtomicInteger();

	private volatile Consumer<OutboundMessage> listener = (message) -> {
	};

	private volatile boolean cut;

	private volatile boolean swallowing;

	FaultPlan<OutboundMessage> sends() {
		return this.sends;
	}

	FaultPlan<OutboundMessage> losses() {
		return this.losses;
	}

	FaultPlan<OutboundMessage> doubles() {
		return this.doubles;
	}

	FaultPlan<Settlement> settlements() {
		return this.settlements;
	}

	FaultPlan<ReceiverSpec> receives() {
		return this.receives;
	}

	FaultPlan<String> lookups() {
		return this.lookups;
	}

	FaultPlan<String> closes() {
		return this.closes;
	}

	<T> T call(Supplier<T> call) {
		this.underWay.incrementAndGet();
		try {
			refuseIfCut();
			T result = call.get();
			refuseIfCut();
			return result;
		}
		finally {
			this.underWay.decrementAndGet();
		}
	}

	void cut() {
		this.cut = true;
	}

	boolean isCut() {
		return this.cut;
	}

	boolean isIdle() {
		return this.underWay.get() == 0;
	}

	void swallow() {
		this.swallowing = true;
	}

	boolean isSwallowing() {
		return this.swallowing;
	}

	void heal() {
		this.sends.clear();
		this.losses.clear();
		this.doubles.clear();
		this.settlements.clear();
		this.receives.clear();
		this.lookups.clear();
		this.closes.clear();
	}

	void recordSent(OutboundMessage message) {
		synchronized (this.sent) {
			this.sent.add(message);
		}
		this.listener.accept(message);
	}

	void onSent(Consumer<OutboundMessage> listener) {
		this.listener = listener;
	}

	void forget() {
		synchronized (this.sent) {
			this.sent.clear();
		}
		synchronized (this.settled) {
			this.settled.clear();
		}
	}

	void recordReceived(int count) {
		this.received.addAndGet(count);
	}

	/**
	 * Return how many messages receivers handed out, redeliveries included.
	 * @return the number
	 */
	int received() {
		return this.received.get();
	}

	void recordSettled(Settlement settlement) {
		synchronized (this.settled) {
			this.settled.add(settlement);
		}
	}

	void recordAcknowledged(String id) {
		this.acknowledged.add(id);
	}

	/**
	 * Return which messages were acknowledged, one by one or by position.
	 * @return their ids, in that order
	 */
	List<String> acknowledged() {
		return this.acknowledged;
	}

	List<OutboundMessage> sent() {
		synchronized (this.sent) {
			return List.copyOf(this.sent);
		}
	}

	List<Settlement> settled() {
		synchronized (this.settled) {
			return List.copyOf(this.settled);
		}
	}

	private void refuseIfCut() {
		if (this.cut) {
			throw new BackendException(ErrorKind.UNAVAILABLE, "The connection was cut", null);
		}
	}

}
