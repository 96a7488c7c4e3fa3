// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

/**
 * What the redrive policy of a queue has moved to its dead-letter queue. Polls look there
 * now and then, and do not wait there, so that ordinary messages do not either.
 * Thread-safe.
 */
final class MovedMessages {

	private static final Logger logger = LoggerFactory.getLogger(MovedMessages.class);

	/** Between two looks. */
	private static final long PAUSE = 10_000;

	/** After a look that found something. */
	private static final long SHORT_PAUSE = 1_000;

	private final GroupQueue queue;

	private final RedrivePolicy policy;

	private final Fetch fetch;

	private final Clock clock;

	private final AtomicLong next = new AtomicLong();

	private volatile boolean failing;

	private volatile boolean stopped;

	/**
	 * Create what looks for moved messages.
	 * @param queue the dead-letter queue
	 * @param policy which moves them
	 * @param fetch asks for them
	 * @param clock the clock
	 */
	MovedMessages(GroupQueue queue, RedrivePolicy policy, Fetch fetch, Clock clock) {
		this.queue = queue;
		this.policy = policy;
		this.fetch = fetch;
		this.clock = clock;
	}

	/**
	 * Look for messages if it is time for that.
	 * @param max how many at most
	 * @return the messages, as given up
	 */
	List<Delivery> look(int max) {
		long now = this.clock.millis();
		long due = this.next.get();
		if (this.stopped || now < due || !this.next.compareAndSet(due, now + PAUSE)) {
			return List.of();
		}
		try {
			List<Delivery> found = this.fetch.moved(this.queue, max, this.policy);
			if (!found.isEmpty()) {
				this.next.set(now + SHORT_PAUSE);
			}
			this.failing = false;
			return found;
		}
		catch (BackendException ex) {
			if (!this.failing && ex.kind() != ErrorKind.CLOSED) {
				this.failing = true;
				logger.warn(this.queue.who() + ": cannot look for what SQS has moved there, and tries again"
						+ RedrivePolicies.permissions(ex, this.policy) + ": " + ex.getMessage());
			}
			return List.of();
		}
	}

	/**
	 * Stop where messages may not be deleted: what was moved would become a dead letter
	 * again and again.
	 * @param settlements what was to be done
	 * @param outcomes what was
	 */
	void settled(List<Settlement> settlements, List<SettleOutcome> outcomes) {
		for (int i = 0; i < settlements.size() && !this.stopped; i++) {
			BackendException failure = outcomes.get(i).failure();
			if (failure != null && failure.kind() == ErrorKind.PERMISSION_DENIED
					&& settlements.get(i) instanceof Settlement.Ack done
					&& ((Receipt) done.delivery().token()).queue().equals(this.queue)) {
				this.stopped = true;
				logger.warn(this.queue.who() + ": what SQS has moved there stays there from now on"
						+ RedrivePolicies.permissions(failure, this.policy) + ": " + failure.getMessage());
			}
		}
	}

}
