// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * What is wrong with the methods with {@link dev.sprocket.pubsub.Subscribe} of an
 * application, gathered to be said at once.
 */
final class SubscribeProblems {

	private final List<String> lines = new ArrayList<>();

	private boolean signatures;

	void add(String method, String problem) {
		this.lines.add(method + ": " + problem);
	}

	void addSettings(String method, List<String> problems) {
		problems.forEach((problem) -> add(method, problem));
	}

	void addSignature(String method, List<String> problems) {
		this.signatures |= !problems.isEmpty();
		addSettings(method, problems);
	}

	void throwIfAny() {
		if (this.lines.isEmpty()) {
			return;
		}
		String remedy = "Correct what is named above.";
		if (this.signatures) {
			remedy += " A handler returns void and takes the payload or a Message of it, and an Acknowledgment if it"
					+ " settles messages itself: void handle(Order order), void handle(Message<Order> message,"
					+ " Acknowledgment acknowledgment). With @Batch it takes a List of either, and a BatchOutcome if"
					+ " it says what failed.";
		}
		throw new SetupException(ErrorKind.INVALID,
				"Methods with @Subscribe cannot be used:\n\n    - " + String.join(".\n    - ", this.lines), remedy,
				null);
	}

}
