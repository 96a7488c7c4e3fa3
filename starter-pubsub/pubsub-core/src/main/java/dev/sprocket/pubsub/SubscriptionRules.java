// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.sprocket.pubsub.batch.BatchPolicy;
import dev.sprocket.pubsub.spi.Ordering;

/**
 * What no backend can make of a subscription.
 *
 * @param spec what is asked for
 * @param problems what is wrong with it
 */
record SubscriptionRules(SubscriptionSpec<?> spec, List<String> problems) {

	private static final int LARGEST_BATCH = 1_000;

	private static final Duration SHORTEST_LEASE = Duration.ofMillis(1);

	/**
	 * Find everything that is wrong.
	 * @param spec what is asked for
	 * @return a problem each
	 */
	static List<String> problems(SubscriptionSpec<?> spec) {
		SubscriptionRules rules = new SubscriptionRules(spec, new ArrayList<>());
		rules.check();
		return rules.problems;
	}

	private void check() {
		require(!DeadLetterQueue.GROUP.equals(this.spec.group()),
				"this group keeps dead letters until somebody redrives or discards them, and a subscription would use"
						+ " them up; subscribe in a group of another name, which gets copies, or use PubSub.deadLetters");
		require(this.spec.concurrency() >= 0,
				"concurrency must be at least 1, or 0 for the default, not " + this.spec.concurrency());
		checkRetry(this.spec.retry());
		checkLease();
		if (this.spec.batch() != null) {
			checkBatch(this.spec.batch());
		}
		checkDeadLetter(this.spec.deadLetter());
		require(!this.spec.inbox() || this.spec.ackMode() != AckMode.MANUAL,
				"an inbox needs ack mode AUTO: its transaction ends with the handler");
	}

	private void checkRetry(RetryPolicy retry) {
		require(retry.attempts() >= 1, "retry attempts must be at least 1, not " + retry.attempts());
		requireBounded("retry backoff", retry.backoff());
		requireBounded("retry maxBackoff", retry.maxBackoff());
		if (retry.maxElapsed() != null) {
			requireBounded("retry maxElapsed", retry.maxElapsed());
		}
		require(retry.multiplier() >= 1, "retry multiplier must be at least 1, not " + retry.multiplier());
		require(retry.jitter() >= 0 && retry.jitter() <= 1, "retry jitter must be from 0 to 1, not " + retry.jitter());
		if (retry.otherwise() != null) {
			require(!retry.on().isEmpty(),
					"a retry policy for all exceptions stands before another, which would never hold;"
							+ " put it last, or say which exceptions it is on");
			checkRetry(retry.otherwise());
		}
	}

	private void checkLease() {
		require(this.spec.lease().compareTo(SHORTEST_LEASE) >= 0
				&& this.spec.lease().compareTo(RetryDecisions.LONGEST) <= 0,
				"lease must be from 1 ms to 365 days, not " + this.spec.lease());
		requireBounded("maxProcessingTime", this.spec.maxProcessingTime());
	}

	private void checkBatch(BatchPolicy batch) {
		require(batch.maxSize() >= 1 && batch.maxSize() <= LARGEST_BATCH,
				"batch maxSize must be from 1 to " + LARGEST_BATCH + ", not " + batch.maxSize());
		requireBounded("batch maxWait", batch.maxWait());
		require(this.spec.ackMode() != AckMode.MANUAL,
				"a batch needs ack mode AUTO: its handler says with BatchOutcome what failed");
		require(!this.spec.inbox(), "a batch has no inbox, which remembers message by message; make the effects of the"
				+ " handler idempotent by the ids of the messages, or take one message at a time");
	}

	private void checkDeadLetter(DeadLetterPolicy policy) {
		if (policy.enabled()) {
			checkDeadLetterTopic(policy);
		}
		require(policy.enabled() || policy.topic() == null,
				"dead letters are off, and have the topic " + policy.topic() + "; leave out one or the other");
		require(policy.maxParked() >= 1, "maxParked must be at least 1, not " + policy.maxParked());
		if (policy.parksKeys()) {
			checkParking(policy);
		}
	}

	private void checkDeadLetterTopic(DeadLetterPolicy policy) {
		try {
			String topic = TopicNames.deadLetterTopic(this.spec.topic(), this.spec.group(), policy);
			require(!topic.equals(this.spec.topic()),
					"its dead letters would come back to it as new messages, without end; leave out their topic "
							+ topic + ", or name another");
		}
		catch (PubSubException ex) {
			this.problems.add(String.valueOf(ex.getMessage()));
		}
	}

	private void checkParking(DeadLetterPolicy policy) {
		require(this.spec.ordering() == Ordering.KEY,
				"onFailure PARK_KEY needs ordering KEY, not " + this.spec.ordering());
		require(policy.enabled(), "onFailure PARK_KEY needs dead letters, and they are off");
		require(policy.topic() == null,
				"onFailure PARK_KEY needs dead letters of this group alone; leave out their topic " + policy.topic());
	}

	private void requireBounded(String what, Duration duration) {
		require(!duration.isNegative() && duration.compareTo(RetryDecisions.LONGEST) <= 0,
				what + " must be from zero to 365 days, not " + duration);
	}

	private void require(boolean met, String problem) {
		if (!met) {
			this.problems.add(problem);
		}
	}

}
