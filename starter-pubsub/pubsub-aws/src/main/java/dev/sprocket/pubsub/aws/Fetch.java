// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

import dev.sprocket.pubsub.aws.WireFormat.Received;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Asks for messages, and hides those that are not due until they are: again and again, if
 * that is longer than SQS hides a message.
 */
final class Fetch {

	private static final Logger logger = LoggerFactory.getLogger(Fetch.class);

	/** How long an answer may take: the lease of what it brings began before. */
	private static final long LATENCY = 500;

	private final Supplier<GroupQueue> queues;

	private final Clock clock;

	private final int waitSeconds;

	private final int leaseSeconds;

	private final boolean isOneOfSeveral;

	private final AtomicLong arrivals = new AtomicLong();

	private volatile GroupQueue queue;

	private volatile boolean failing;

	/**
	 * Create what asks for the messages of a group.
	 * @param queues finds its queue, and makes it where that is permitted
	 * @param clock the clock
	 * @param waitSeconds how long to wait when there is nothing
	 * @param leaseSeconds how long what comes is ours
	 * @param isOneOfSeveral whether other groups have their own queues, and what is
	 * redriven for one of them is in this one, too
	 */
	Fetch(Supplier<GroupQueue> queues, Clock clock, int waitSeconds, int leaseSeconds, boolean isOneOfSeveral) {
		this.queues = queues;
		this.clock = clock;
		this.waitSeconds = waitSeconds;
		this.leaseSeconds = leaseSeconds;
		this.isOneOfSeveral = isOneOfSeveral;
		this.queue = queues.get();
	}

	List<Delivery> deliveries(int max) {
		try {
			List<Delivery> deliveries = deliveries(this.queue, max);
			this.failing = false;
			return deliveries;
		}
		catch (BackendException ex) {
			this.failing = true;
			if (AwsErrors.isMissing(ex)) {
				this.queue = this.queues.get();
			}
			throw ex;
		}
	}

	private List<Delivery> deliveries(GroupQueue queue, int max) {
		List<Delivery> deliveries = new ArrayList<>();
		List<Receipt> early = new ArrayList<>();
		List<Integer> seconds = new ArrayList<>();
		// after a failure an answer is wanted soon, if there is one
		for (Leased each : receive(queue, max, this.failing ? 0 : this.waitSeconds)) {
			Received received = WireFormat.read(each.message());
			Instant due = received.deliverAt();
			long now = this.clock.millis();
			if (due != null && due.toEpochMilli() > now) {
				early.add(each.receipt());
				seconds.add(each.receipt().seconds(Duration.ofMillis(due.toEpochMilli() - now), now));
			}
			else {
				deliveries.add(delivery(each, received, attempt(each.message(), received), null));
			}
		}
		hide(queue, early, seconds);
		return deliveries;
	}

	/**
	 * Ask for what SQS has moved to a dead-letter queue, without waiting. What came there
	 * in another way is given back.
	 * @param queue the dead-letter queue
	 * @param max how many messages at most
	 * @param policy which moves them
	 * @return the messages, as given up
	 */
	List<Delivery> moved(GroupQueue queue, int max, RedrivePolicy policy) {
		List<Delivery> moved = new ArrayList<>();
		List<Receipt> others = new ArrayList<>();
		for (Leased each : receive(queue, max, 0)) {
			if (policy.hasMoved(each.message())) {
				moved.add(delivery(each, WireFormat.read(each.message()), policy.maxReceives(), policy.reason()));
			}
			else {
				others.add(each.receipt());
			}
		}
		hide(queue, others, Collections.nCopies(others.size(), 0));
		return moved;
	}

	private List<Leased> receive(GroupQueue queue, int max, int wait) {
		long asked = this.clock.millis();
		List<Message> messages = queue.receive(max, wait, this.leaseSeconds);
		// an answer that was long on its way does not say when its leases began
		long since = Math.max(asked, Math.min(this.clock.millis() - LATENCY, asked + wait * 1000L));
		return messages.stream()
			.map((message) -> new Leased(message,
					new Receipt(queue, message.receiptHandle(), since, this.leaseSeconds)))
			.toList();
	}

	private Delivery delivery(Leased leased, Received received, int attempt, @Nullable String givenUp) {
		if (!this.isOneOfSeveral) {
			received.headers().remove(ReservedHeaders.REDRIVE_GROUP);
		}
		return new Delivery(Lane.WHOLE_QUEUE, this.arrivals.incrementAndGet(), leased.receipt(), attempt,
				Instant.ofEpochMilli(leased.receipt().leaseUntil()), received.key(), received.headers(),
				received.body(), instant(leased.message(), MessageSystemAttributeName.SENT_TIMESTAMP), givenUp);
	}

	// SQS counts every receive. Of a message that was first received before it was due,
	// those that only hid it are no attempts.

	private static int attempt(Message message, Received received) {
		String count = message.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT);
		if (count == null) {
			return 0;
		}
		Instant first = instant(message, MessageSystemAttributeName.APPROXIMATE_FIRST_RECEIVE_TIMESTAMP);
		long hides = 0;
		if (received.deliverAt() != null && first != null && first.isBefore(received.deliverAt())) {
			long early = Duration.between(first, received.deliverAt()).toMillis();
			hides = (early + Receipt.LONGEST.toMillis() - 1) / Receipt.LONGEST.toMillis();
		}
		return (int) Math.max(1, Integer.parseInt(count) - hides);
	}

	private static @Nullable Instant instant(Message message, MessageSystemAttributeName name) {
		String millis = message.attributes().get(name);
		return (millis != null) ? Instant.ofEpochMilli(Long.parseLong(millis)) : null;
	}

	// What cannot be hidden comes again when its lease is over, and is hidden then.

	private static void hide(GroupQueue queue, List<Receipt> receipts, List<Integer> seconds) {
		if (receipts.isEmpty()) {
			return;
		}
		try {
			queue.hide(receipts, seconds);
		}
		catch (BackendException ex) {
			logger.debug("{}: messages could not be hidden until they are due, or given back", queue.who(), ex);
		}
	}

	private record Leased(Message message, Receipt receipt) {

	}

}
