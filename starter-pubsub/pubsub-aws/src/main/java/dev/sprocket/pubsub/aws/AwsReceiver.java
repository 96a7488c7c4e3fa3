// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * One member of a group.
 */
final class AwsReceiver implements Receiver {

	private final String who;

	private final Fetch fetch;

	private final @Nullable MovedMessages moved;

	private final Polls polls;

	private final AwsSettler settler;

	private final Clock clock;

	private final Set<Receipt> held = Collections.newSetFromMap(new IdentityHashMap<>());

	private volatile boolean closed;

	/**
	 * Create a receiver.
	 * @param who whose messages, to begin the message of a failure
	 * @param fetch asks for messages
	 * @param moved what SQS itself has moved away from them, or {@code null} to leave it
	 * where it is
	 * @param clock the clock
	 * @param threads send requests
	 * @param polls how many polls there may be at a time
	 */
	AwsReceiver(String who, Fetch fetch, @Nullable MovedMessages moved, Clock clock, Executor threads, int polls) {
		this.who = who;
		this.fetch = fetch;
		this.moved = moved;
		this.polls = new Polls(this::poll, threads, polls);
		this.settler = new AwsSettler(clock, threads);
		this.clock = clock;
	}

	@Override
	public List<Delivery> receive(int max, Duration wait) {
		checkOpen();
		if (max <= 0) {
			this.settler.giveBack(receipts(this.polls.drain(this::isKeptLongEnough)));
			this.polls.take(0, untilNextIsKeptLongEnough(wait));
			checkOpen();
			return List.of();
		}
		List<Delivery> taken = valid(this.polls.take(max, wait));
		checkOpen();
		this.held.addAll(receipts(taken));
		return taken;
	}

	private boolean isKeptLongEnough(Delivery delivery) {
		return this.clock.millis() >= receipt(delivery).keptUntil();
	}

	private Duration untilNextIsKeptLongEnough(Duration wait) {
		long now = this.clock.millis();
		long next = this.polls.fetched()
			.stream()
			.mapToLong((delivery) -> receipt(delivery).keptUntil() - now)
			.reduce(wait.toMillis(), Math::min);
		return Duration.ofMillis(Math.max(0, next));
	}

	private List<Delivery> poll(int max) {
		List<Delivery> found = (this.moved != null) ? this.moved.look(max) : List.of();
		return found.isEmpty() ? this.fetch.deliveries(max) : found;
	}

	private List<Delivery> valid(List<Delivery> deliveries) {
		long now = this.clock.millis();
		return deliveries.stream().filter((delivery) -> !receipt(delivery).isStale(now)).toList();
	}

	@Override
	public List<SettleOutcome> settle(List<Settlement> settlements) {
		checkOpen();
		List<SettleOutcome> outcomes = this.settler.settle(settlements);
		if (this.moved != null) {
			this.moved.settled(settlements, outcomes);
		}
		this.held.removeIf((receipt) -> receipt.isStale(this.clock.millis()));
		return outcomes;
	}

	@Override
	public void wakeup() {
		this.polls.wakeup();
	}

	@Override
	public void close() {
		if (!this.closed) {
			abort();
			this.polls.awaitEnd();
			this.settler.giveBack(receipts(this.polls.drain((delivery) -> true)));
			this.settler.giveBack(this.held);
			this.held.clear();
		}
	}

	// Make calls under way end with ErrorKind#CLOSED.

	void abort() {
		this.closed = true;
		this.polls.stop();
	}

	boolean isClosed() {
		return this.closed;
	}

	private static List<Receipt> receipts(List<Delivery> deliveries) {
		return deliveries.stream().map(AwsReceiver::receipt).toList();
	}

	private static Receipt receipt(Delivery delivery) {
		return (Receipt) delivery.token();
	}

	private void checkOpen() {
		if (this.closed) {
			throw new BackendException(ErrorKind.CLOSED, this.who + ": this receiver is closed", null);
		}
	}

}
