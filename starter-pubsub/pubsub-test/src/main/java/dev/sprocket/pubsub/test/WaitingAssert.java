// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.ThrowingConsumer;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Assertions on what was seen that wait until they hold. Each first lets pub/sub come to
 * rest, so that what it says of absent messages is no matter of luck; if it does not hold
 * then, it is tried again for five seconds, for an application may publish from threads
 * of its own. The failure lists all that was seen.
 *
 * @param <S> the type of these assertions
 * @param <E> the type of what was seen
 */
public abstract sealed class WaitingAssert<S, E> permits MessagesAssert, DeadLettersAssert {

	private final TestPubSub pubSub;

	private final String description;

	private final Supplier<List<E>> seen;

	WaitingAssert(TestPubSub pubSub, String description, Supplier<List<E>> seen) {
		this.pubSub = pubSub;
		this.description = description;
		this.seen = seen;
	}

	/**
	 * Assert that so many were seen, no more.
	 * @param expected how many
	 * @return these assertions
	 */
	public S hasSize(int expected) {
		return satisfies((list) -> list.hasSize(expected));
	}

	/**
	 * Assert that none was seen.
	 * @return these assertions
	 */
	public S isEmpty() {
		return satisfies(ListAssert::isEmpty);
	}

	/**
	 * Assert anything that AssertJ can say of a list.
	 * @param assertions given the list as far as it was seen; called again until it
	 * passes
	 * @return these assertions
	 */
	public S satisfies(ThrowingConsumer<? super ListAssert<E>> assertions) {
		AtomicReference<AssertionError> failure = new AtomicReference<>();
		this.pubSub.awaitRest();
		try {
			TestPubSub.PATIENCE.until(this.description, () -> holds(assertions, failure));
		}
		catch (ConditionTimeoutException ex) {
			AssertionError last = failure.get();
			String why = (last != null) ? String.valueOf(last.getMessage()) : "[" + this.description + "]";
			throw new AssertionError(why.stripTrailing() + "\n\nSeen in this test:\n" + this.pubSub.journal(), last);
		}
		return self();
	}

	private boolean holds(ThrowingConsumer<? super ListAssert<E>> assertions, AtomicReference<AssertionError> failure) {
		try {
			assertions.accept(Assertions.assertThat(this.seen.get()).as(this.description));
			return true;
		}
		catch (AssertionError ex) {
			failure.set(ex);
			return false;
		}
	}

	/**
	 * Return what was seen once pub/sub is at rest.
	 * @return a copy, in order
	 */
	public List<E> all() {
		this.pubSub.awaitRest();
		return this.seen.get();
	}

	abstract S self();

}
