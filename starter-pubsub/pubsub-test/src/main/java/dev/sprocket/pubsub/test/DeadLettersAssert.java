// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.assertj.core.api.Assertions;

import dev.sprocket.pubsub.FailedMessage;

/**
 * Assertions on dead letters that wait until they hold: see {@link TestPubSub}. Those on
 * single properties hold if there is a letter and each has the property.
 */
public final class DeadLettersAssert extends WaitingAssert<DeadLettersAssert, FailedMessage> {

	DeadLettersAssert(TestPubSub pubSub, String description, Supplier<List<FailedMessage>> seen) {
		super(pubSub, description, seen);
	}

	/**
	 * Assert why messages are dead.
	 * @param reason {@code exhausted}, {@code rejected}, {@code undecodable} or
	 * {@code not-retryable}
	 * @return these assertions
	 */
	public DeadLettersAssert hasReason(String reason) {
		return each((letter) -> Assertions.assertThat(letter.reason()).as("reason").isEqualTo(reason));
	}

	/**
	 * Assert which error was the last one.
	 * @param type its class, itself
	 * @return these assertions
	 */
	public DeadLettersAssert hasErrorType(Class<? extends Throwable> type) {
		return each((letter) -> Assertions.assertThat(letter.errorType()).as("error type").isEqualTo(type.getName()));
	}

	/**
	 * Assert what the last error said.
	 * @param part a part of its message
	 * @return these assertions
	 */
	public DeadLettersAssert hasErrorMessageContaining(String part) {
		return each((letter) -> Assertions.assertThat(letter.errorMessage()).as("error message").contains(part));
	}

	/**
	 * Assert how often messages were tried.
	 * @param attempts how often
	 * @return these assertions
	 */
	public DeadLettersAssert hasAttempts(int attempts) {
		return each((letter) -> Assertions.assertThat(letter.message().attempt()).as("attempts").isEqualTo(attempts));
	}

	private DeadLettersAssert each(Consumer<FailedMessage> assertion) {
		return satisfies((list) -> list.isNotEmpty().allSatisfy(assertion));
	}

	@Override
	DeadLettersAssert self() {
		return this;
	}

}
