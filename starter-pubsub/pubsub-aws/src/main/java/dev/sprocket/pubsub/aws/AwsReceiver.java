// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * One member of a group.
 */
final class AwsReceiver implements Receiver {

	private static final Logger logger = LoggerFactory.getLogger(AwsReceiver.class);

	private final Supplier<GroupQueue> queues;

	private final Fetch fetch;

	private final Polls polls;

	private final AwsSettler settler;

	private final Clock clock;

	private final Set<Receipt> held = Collections.newSetFromMap(new IdentityHashMap<>());

	private volatile GroupQueue queue;

	private boolean paused;

	private volatile boolean closed;

	/**
	 * Create a receiver.
	 * @param queues finds the queue, and makes it where that is permitted
	 * @param fetch asks for messages
	 * @param clock the clock
	 * @param threads send requests
	 * @param polls how many polls there may be at a time
	 */
	AwsReceiver(Supplier<GroupQueue> queues, Fetch fetch, Clock clock, Executor threads, int polls) {
		this.queues = queues;
		this.fetch = fetch;
		this.polls = new Polls(this::poll, threads, polls);
		this.settler = new AwsSettler(clock, threads);
		this.clock = clock;
		this.queue = queues.get();
	}

	@Override
	public List<Delivery> receive(int max, Duration wait) {
		checkOpen();
		if (max <= 0 || this.paused) {
			// what is wanted no more goes to somebody else at once
			giveBack(receipts(this.polls.drain()));
			this.polls.take(0, wait);
			checkOpen();
			return List.of();
		}
		List<Delivery> taken = valid(this.polls.take(max, wait));
		checkOpen();
		this.held.addAll(receipts(taken));
		return taken;
	}

	private List<Delivery> poll(int max) {
		try {
			return this.fetch.deliveries(this.queue, max);
		}
		catch (BackendException ex) {
			if (AwsErrors.isMissing(ex)) {
				this.queue = this.queues.get();
			}
			throw ex;
		}
	}

	private List<Delivery> valid(List<Delivery> deliveries) {
		long now = this.clock.millis();
		return deliveries.stream().filter((delivery) -> !((Receipt) delivery.token()).isStale(now)).toList();
	}

	@Override
	public void pause(Collection<Lane> lanes) {
		this.paused |= lanes.contains(Lane.WHOLE_QUEUE);
	}

	@Override
	public void resume(Collection<Lane> lanes) {
		this.paused &= !lanes.contains(Lane.WHOLE_QUEUE);
	}

	@Override
	public List<SettleOutcome> settle(List<Settlement> settlements) {
		checkOpen();
		List<SettleOutcome> outcomes = this.settler.settle(this.queue, settlements);
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
			giveBack(receipts(this.polls.drain()));
			giveBack(new ArrayList<>(this.held));
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

	private void giveBack(List<Receipt> receipts) {
		long now = this.clock.millis();
		for (List<Receipt> batch : Batches.of(receipts.stream().filter((receipt) -> !receipt.isStale(now)).toList())) {
			try {
				this.queue.hide(batch, Collections.nCopies(batch.size(), 0));
			}
			catch (BackendException ex) {
				logger.debug("{}: messages could not be given back, they come again when their lease is over",
						this.queue.who(), ex);
			}
		}
	}

	private static List<Receipt> receipts(List<Delivery> deliveries) {
		return deliveries.stream().map((delivery) -> (Receipt) delivery.token()).toList();
	}

	private void checkOpen() {
		if (this.closed) {
			throw new BackendException(ErrorKind.CLOSED, this.queue.who() + ": this receiver is closed", null);
		}
	}

}
