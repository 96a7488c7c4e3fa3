// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;

import dev.sprocket.pubsub.batch.BatchPolicy;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.Support;

/**
 * Checks what a subscription asks for.
 *
 * @param settings what there is
 */
record SubscriptionChecks(EngineSettings settings) {

	private static final int LARGEST_BATCH = 1_000;

	private static final Duration SHORTEST_LEASE = Duration.ofMillis(1);

	void check(SubscriptionSpec<?> spec) {
		TopicNames.check(spec.topic());
		TopicNames.checkGroup(spec.group());
		TopicNames.deadLetterTopic(spec.topic(), spec.group(), spec.deadLetter());
		if (spec.concurrency() < 0) {
			throw invalid(spec, "concurrency must be at least 1, or 0 for the default, not " + spec.concurrency());
		}
		checkRetry(spec, spec.retry());
		checkLease(spec);
		if (spec.batch() != null) {
			checkBatch(spec, spec.batch());
		}
		if (spec.ordering() == Ordering.KEY) {
			require(spec, Capability.KEY_ORDER, "ordering KEY");
		}
		if (spec.deadLetter().parksKeys()) {
			checkParking(spec, spec.deadLetter());
		}
		if (spec.ordering() == Ordering.TOPIC) {
			require(spec, Capability.TOPIC_ORDER, "ordering TOPIC");
		}
		if (spec.inbox() && this.settings.inbox() == null) {
			throw new PubSubException(ErrorKind.UNSUPPORTED, "Topic " + spec.topic() + ", group " + spec.group()
					+ ": an inbox is asked for and there is none; it needs sprocket-pubsub-jdbc and a DataSource",
					null);
		}
		if (spec.inbox() && spec.ackMode() == AckMode.MANUAL) {
			throw invalid(spec, "an inbox needs ack mode AUTO: its transaction ends with the handler");
		}
	}

	void checkSingle(SubscriptionSpec<?> spec) {
		if (spec.batch() != null) {
			throw invalid(spec, "batches are asked for; use subscribeBatch and a handler that takes a list");
		}
	}

	private void checkParking(SubscriptionSpec<?> spec, DeadLetterPolicy policy) {
		if (spec.ordering() != Ordering.KEY) {
			throw invalid(spec, "onFailure PARK_KEY needs ordering KEY, not " + spec.ordering());
		}
		if (!policy.enabled()) {
			throw invalid(spec, "onFailure PARK_KEY needs dead letters, and they are off");
		}
		if (policy.topic() != null) {
			throw invalid(spec, "onFailure PARK_KEY needs dead letters of this group alone; leave out their topic "
					+ policy.topic());
		}
		if (policy.maxParked() < 1) {
			throw invalid(spec, "maxParked must be at least 1, not " + policy.maxParked());
		}
		require(spec, Capability.BROWSE, "onFailure PARK_KEY");
		// else a message may be among the dead letters and in front of its key at once,
		// as
		// with an index
		require(spec, Capability.ATOMIC_FORWARD, "onFailure PARK_KEY");
	}

	private static void checkBatch(SubscriptionSpec<?> spec, BatchPolicy batch) {
		if (batch.maxSize() < 1 || batch.maxSize() > LARGEST_BATCH) {
			throw invalid(spec, "batch maxSize must be from 1 to " + LARGEST_BATCH + ", not " + batch.maxSize());
		}
		checkNotNegative(spec, "batch maxWait", batch.maxWait());
		if (spec.ackMode() == AckMode.MANUAL) {
			throw invalid(spec, "a batch needs ack mode AUTO: its handler says with BatchOutcome what failed");
		}
		if (spec.inbox()) {
			throw invalid(spec, "a batch has no inbox, which remembers message by message; make the effects of the"
					+ " handler idempotent by the ids of the messages, or take one message at a time");
		}
	}

	private static void checkRetry(SubscriptionSpec<?> spec, RetryPolicy retry) {
		if (retry.attempts() < 1) {
			throw invalid(spec, "retry attempts must be at least 1, not " + retry.attempts());
		}
		checkNotNegative(spec, "retry backoff", retry.backoff());
		checkNotNegative(spec, "retry maxBackoff", retry.maxBackoff());
		if (retry.maxElapsed() != null) {
			checkNotNegative(spec, "retry maxElapsed", retry.maxElapsed());
		}
		boolean grows = retry.multiplier() > 0;
		if (!grows) {
			throw invalid(spec, "retry multiplier must be above 0, not " + retry.multiplier());
		}
		boolean share = retry.jitter() >= 0 && retry.jitter() <= 1;
		if (!share) {
			throw invalid(spec, "retry jitter must be from 0 to 1, not " + retry.jitter());
		}
		if (retry.otherwise() != null) {
			if (retry.on().isEmpty()) {
				throw invalid(spec, "a retry policy for all exceptions stands before another, which would never hold;"
						+ " put it last, or say which exceptions it is on");
			}
			checkRetry(spec, retry.otherwise());
		}
	}

	private static void checkLease(SubscriptionSpec<?> spec) {
		if (spec.lease().compareTo(SHORTEST_LEASE) < 0) {
			throw invalid(spec, "lease must be at least 1 ms, not " + spec.lease());
		}
		checkNotNegative(spec, "maxProcessingTime", spec.maxProcessingTime());
	}

	private static void checkNotNegative(SubscriptionSpec<?> spec, String what, Duration duration) {
		if (duration.isNegative()) {
			throw invalid(spec, what + " must be zero or more, not " + duration);
		}
	}

	private void require(SubscriptionSpec<?> spec, Capability capability, String what) {
		if (this.settings.capabilities().of(capability) == Support.NONE) {
			throw new PubSubException(ErrorKind.UNSUPPORTED,
					"Topic " + spec.topic() + ", group " + spec.group() + ": backend " + this.settings.backend().name()
							+ " cannot do " + capability + ", which " + what + " needs",
					null);
		}
	}

	private static PubSubException invalid(SubscriptionSpec<?> spec, String why) {
		return new PubSubException(ErrorKind.INVALID, "Topic " + spec.topic() + ", group " + spec.group() + ": " + why,
				null);
	}

}
