// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation.shelf;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * One member of a group.
 */
final class ShelfReceiver implements Receiver {

	private final Shelf shelf;

	private final ReceiverSpec spec;

	private final ShelfGroup group;

	/** With what follows guarded by the lock of the shelf. */
	private boolean woken;

	private boolean closed;

	ShelfReceiver(Shelf shelf, ReceiverSpec spec) {
		this.shelf = shelf;
		this.spec = spec;
		this.group = shelf.declare(spec.topic(), spec.group());
	}

	@Override
	public List<Delivery> receive(int max, Duration wait) {
		return this.shelf.locked(() -> {
			Instant until = this.shelf.now().plus(wait);
			while (true) {
				checkOpen();
				Instant now = this.shelf.now();
				List<Delivery> deliveries = this.group.take(this, max, now, this.spec.lease());
				if (!deliveries.isEmpty() || this.woken || !now.isBefore(until)) {
					this.woken = false;
					return deliveries;
				}
				await(this.group.nextVisible(now, until));
			}
		});
	}

	private void await(Instant until) {
		try {
			this.shelf.awaitNews(until);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.woken = true;
		}
	}

	@Override
	public List<SettleOutcome> settle(List<Settlement> settlements) {
		return this.shelf.locked(() -> {
			checkOpen();
			Instant now = this.shelf.now();
			return settlements.stream().map((settlement) -> settleOne(settlement, now)).toList();
		});
	}

	private SettleOutcome settleOne(Settlement settlement, Instant now) {
		if (settlement instanceof Settlement.Ack ack) {
			return change(ack.delivery(), now, this.group::remove);
		}
		if (settlement instanceof Settlement.Reject reject) {
			return change(reject.delivery(), now, this.group::remove);
		}
		if (settlement instanceof Settlement.Release release) {
			return change(release.delivery(), now, (item) -> {
				item.giveBack(now.plus(release.delay()), release.attempted());
				this.shelf.signal();
			});
		}
		if (settlement instanceof Settlement.Extend extend) {
			return change(extend.delivery(), now, (item) -> item.hiddenUntil = now.plus(extend.lease()));
		}
		return SettleOutcome.failed(new BackendException(ErrorKind.UNSUPPORTED,
				"backend shelf settles each message by itself, not " + settlement, null));
	}

	private SettleOutcome change(Delivery delivery, Instant now, Consumer<Item> action) {
		Item item = this.group.held(this, delivery, now);
		if (item == null) {
			return SettleOutcome.STALE;
		}
		action.accept(item);
		return SettleOutcome.DONE;
	}

	boolean isClosed() {
		return this.closed;
	}

	private void checkOpen() {
		if (this.closed) {
			throw new BackendException(ErrorKind.CLOSED,
					"this receiver of topic " + this.spec.topic() + ", group " + this.spec.group() + " is closed",
					null);
		}
	}

	@Override
	public void wakeup() {
		this.shelf.locked(() -> this.woken = true);
		this.shelf.signal();
	}

	@Override
	public void close() {
		this.shelf.locked(() -> {
			if (!this.closed) {
				this.closed = true;
				this.group.giveBackAll(this, this.shelf.now());
			}
			return true;
		});
		this.shelf.signal();
	}

}
