// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * Receives what is in the store, and requests. A request is leased until it is answered.
 */
final class HttpReceiver implements Receiver {

	private static final Lane REQUESTS = new Lane("requests");

	/** So that requests without end do not keep what is stored from its turn. */
	private static final int STORE_FIRST = 100;

	private final Receiver store;

	private final GroupRequests requests;

	private final ReceiverSpec spec;

	private final Clock clock;

	private final Set<OpenRequest> held = new LinkedHashSet<>();

	private int requestsInARow;

	private volatile boolean closed;

	HttpReceiver(Receiver store, GroupRequests requests, ReceiverSpec spec, Clock clock) {
		this.store = store;
		this.requests = requests;
		this.spec = spec;
		this.clock = clock;
	}

	@Override
	public List<Delivery> receive(int max, Duration wait) {
		if (this.closed) {
			throw new BackendException(ErrorKind.CLOSED,
					"The receiver of topic '%s', group '%s' was closed".formatted(this.spec.topic(), this.spec.group()),
					null);
		}
		boolean storeFirst = this.requestsInARow >= STORE_FIRST;
		List<Delivery> requested = storeFirst ? List.of() : take(max);
		if (!requested.isEmpty()) {
			this.requestsInARow++;
			return requested;
		}
		this.requestsInARow = 0;
		List<Delivery> stored = this.store.receive(max, storeFirst ? Duration.ZERO : wait);
		return stored.isEmpty() ? take(max) : stored;
	}

	private List<Delivery> take(int max) {
		if (max <= 0) {
			return List.of();
		}
		Instant now = this.clock.instant();
		this.held.removeIf((request) -> !request.isOpen());
		List<Delivery> taken = new ArrayList<>();
		for (OpenRequest request : this.requests.take(max)) {
			this.held.add(request);
			Event event = request.event();
			Instant until = request.lease(this.spec.lease(), now);
			taken.add(new Delivery(REQUESTS, this.requests.nextPosition(), request, event.attempt(), until, event.key(),
					event.headers(), event.body(), request.arrivedAt()));
		}
		return taken;
	}

	// Called by whoever brings a request

	void arrived() {
		this.store.wakeup();
	}

	@Override
	public List<SettleOutcome> settle(List<Settlement> settlements) {
		List<Settlement> stored = settlements.stream().filter((settlement) -> request(settlement) == null).toList();
		Iterator<SettleOutcome> ofStore = settleInStore(stored).iterator();
		return settlements.stream().map((settlement) -> {
			OpenRequest request = request(settlement);
			return (request != null) ? settle(request, settlement) : ofStore.next();
		}).toList();
	}

	// Requests are answered although the store is away: their work is done.

	private List<SettleOutcome> settleInStore(List<Settlement> stored) {
		try {
			return stored.isEmpty() ? List.of() : this.store.settle(stored);
		}
		catch (BackendException ex) {
			return Collections.nCopies(stored.size(), SettleOutcome.failed(ex));
		}
	}

	private SettleOutcome settle(OpenRequest request, Settlement settlement) {
		if (settlement instanceof Settlement.Extend extend) {
			return extend(request, extend.lease());
		}
		this.held.remove(request);
		return request.answer(answer(settlement)) ? SettleOutcome.DONE : SettleOutcome.STALE;
	}

	private SettleOutcome extend(OpenRequest request, Duration lease) {
		Instant now = this.clock.instant();
		Instant until = request.lease(lease, now);
		if (!request.isOpen()) {
			return SettleOutcome.STALE;
		}
		return (Duration.between(now, until).compareTo(lease) < 0) ? SettleOutcome.extendedUntil(until)
				: SettleOutcome.DONE;
	}

	private static Answer answer(Settlement settlement) {
		if (settlement instanceof Settlement.Release release) {
			return Answer.released(release.delay(), release.attempted());
		}
		return (settlement instanceof Settlement.Reject) ? Answer.REJECTED : Answer.DONE;
	}

	private static @Nullable OpenRequest request(Settlement settlement) {
		Object token = null;
		if (settlement instanceof Settlement.Ack ack) {
			token = ack.delivery().token();
		}
		else if (settlement instanceof Settlement.Release release) {
			token = release.delivery().token();
		}
		else if (settlement instanceof Settlement.Reject reject) {
			token = reject.delivery().token();
		}
		else if (settlement instanceof Settlement.Extend extend) {
			token = extend.delivery().token();
		}
		return (token instanceof OpenRequest request) ? request : null;
	}

	@Override
	public void wakeup() {
		this.store.wakeup();
	}

	@Override
	public void close() {
		if (!this.closed) {
			this.closed = true;
			this.held.forEach((request) -> request.answer(Answer.released(Duration.ZERO, false)));
			this.held.clear();
			this.requests.leave(this);
			this.store.close();
		}
	}

}
