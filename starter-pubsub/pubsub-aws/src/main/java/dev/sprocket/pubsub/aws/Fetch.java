// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;

import dev.sprocket.pubsub.aws.WireFormat.Received;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;

/**
 * Asks for messages, and hides those that are not due until they are: again and again, if
 * that is longer than SQS hides a message.
 */
final class Fetch {

	private static final Logger logger = LoggerFactory.getLogger(Fetch.class);

	/** How long an answer may take: the lease of what it brings began before. */
	private static final long LATENCY = 500;

	private final Clock clock;

	private final int waitSeconds;

	private final int leaseSeconds;

	private final AtomicLong arrivals = new AtomicLong();

	Fetch(Clock clock, int waitSeconds, int leaseSeconds) {
		this.clock = clock;
		this.waitSeconds = waitSeconds;
		this.leaseSeconds = leaseSeconds;
	}

	List<Delivery> deliveries(GroupQueue queue, int max) {
		long asked = this.clock.millis();
		List<Message> messages = queue.receive(max, this.waitSeconds, this.leaseSeconds);
		long now = this.clock.millis();
		List<Delivery> deliveries = new ArrayList<>(messages.size());
		List<Receipt> early = new ArrayList<>();
		List<Integer> seconds = new ArrayList<>();
		for (Message message : messages) {
			Receipt receipt = new Receipt(message.receiptHandle(), Math.max(asked, now - LATENCY), this.leaseSeconds);
			Received received = WireFormat.read(message);
			Instant due = received.deliverAt();
			if (due != null && due.toEpochMilli() > now) {
				early.add(receipt);
				seconds.add(receipt.seconds(Duration.ofMillis(due.toEpochMilli() - now), now));
			}
			else {
				deliveries.add(delivery(message, received, receipt));
			}
		}
		hide(queue, early, seconds);
		return deliveries;
	}

	private Delivery delivery(Message message, Received received, Receipt receipt) {
		return new Delivery(Lane.WHOLE_QUEUE, this.arrivals.incrementAndGet(), receipt, attempt(message, received),
				Instant.ofEpochMilli(receipt.leaseUntil()), received.key(), received.headers(), received.body(),
				instant(message, MessageSystemAttributeName.SENT_TIMESTAMP));
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
			logger.debug("{}: delayed messages could not be hidden", queue.who(), ex);
		}
	}

}
