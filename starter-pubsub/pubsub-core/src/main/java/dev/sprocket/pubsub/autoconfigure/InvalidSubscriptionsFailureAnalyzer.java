// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.stream.Collectors;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Explains an {@link InvalidSubscriptionsException}.
 */
final class InvalidSubscriptionsFailureAnalyzer extends AbstractFailureAnalyzer<InvalidSubscriptionsException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidSubscriptionsException cause) {
		String problems = cause.problems()
			.stream()
			.map((problem) -> "    - " + problem)
			.collect(Collectors.joining("\n"));
		return new FailureAnalysis("Methods with @Subscribe cannot be used:\n\n" + problems + "\n",
				"A handler returns void and takes the payload or a Message of it, and an Acknowledgment if it settles "
						+ "messages itself: void handle(Order order), void handle(Message<Order> message, "
						+ "Acknowledgment acknowledgment).",
				cause);
	}

}
