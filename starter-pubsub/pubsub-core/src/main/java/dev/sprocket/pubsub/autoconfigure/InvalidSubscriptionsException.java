// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.List;

/**
 * Methods with {@link dev.sprocket.pubsub.Subscribe} cannot be used as they are.
 */
final class InvalidSubscriptionsException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final transient List<String> problems;

	InvalidSubscriptionsException(List<String> problems) {
		super("Invalid @Subscribe methods: " + String.join("; ", problems));
		this.problems = List.copyOf(problems);
	}

	List<String> problems() {
		return this.problems;
	}

}
