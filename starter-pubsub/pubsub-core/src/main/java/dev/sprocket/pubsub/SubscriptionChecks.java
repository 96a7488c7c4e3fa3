// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.List;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Inbox;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.Support;

/**
 * Checks what a subscription asks for.
 *
 * @param settings what there is
 */
record SubscriptionChecks(EngineSettings settings) {

	void check(SubscriptionSpec<?> spec) {
		TopicNames.check(spec.topic());
		TopicNames.checkGroup(spec.group());
		List<String> problems = spec.problems();
		if (!problems.isEmpty()) {
			throw refused(ErrorKind.INVALID, spec, String.join("; ", problems));
		}
		if (spec.ordering() == Ordering.KEY) {
			require(spec, Capability.KEY_ORDER, "ordering KEY");
		}
		if (spec.ordering() == Ordering.TOPIC) {
			require(spec, Capability.TOPIC_ORDER, "ordering TOPIC");
		}
		if (spec.deadLetter().parksKeys()) {
			require(spec, Capability.BROWSE, "onFailure PARK_KEY");
			// else a message may be among the dead letters and in front of its key at
			// once, as with an index
			require(spec, Capability.ATOMIC_FORWARD, "onFailure PARK_KEY");
		}
		if (spec.inbox()) {
			requireInbox(spec);
		}
	}

	void checkSingle(SubscriptionSpec<?> spec) {
		if (spec.batch() != null) {
			throw refused(ErrorKind.INVALID, spec,
					"batches are asked for; use subscribeBatch and a handler that takes a list");
		}
	}

	private void requireInbox(SubscriptionSpec<?> spec) {
		Inbox inbox = this.settings.inbox();
		if (inbox == null) {
			throw refused(ErrorKind.UNSUPPORTED, spec,
					"an inbox is asked for and there is none; it needs sprocket-pubsub-jdbc, Spring's JDBC"
							+ " (spring-boot-starter-jdbc) and a DataSource");
		}
		try {
			inbox.prepare();
		}
		catch (BackendException ex) {
			throw new PubSubException(ex.kind(), who(spec) + ": cannot have an inbox: " + ex.getMessage(), ex);
		}
	}

	private void require(SubscriptionSpec<?> spec, Capability capability, String what) {
		if (this.settings.capabilities().of(capability) == Support.NONE) {
			throw refused(ErrorKind.UNSUPPORTED, spec, "backend " + this.settings.backend().name() + " cannot do "
					+ capability + ", which " + what + " needs");
		}
	}

	private static PubSubException refused(ErrorKind kind, SubscriptionSpec<?> spec, String why) {
		return new PubSubException(kind, who(spec) + ": " + why, null);
	}

	private static String who(SubscriptionSpec<?> spec) {
		return "Topic " + spec.topic() + ", group " + spec.group();
	}

}
