// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Decides which calls fail, and how often.
 *
 * @param <T> what is decided on
 */
final class FaultPlan<T> {

	private final List<Rule<T>> rules = new CopyOnWriteArrayList<>();

	void fail(int times, ErrorKind kind, Predicate<? super T> which) {
		this.rules.add(new Rule<>(new AtomicInteger(times), kind, which));
	}

	@Nullable BackendException failure(T subject) {
		Rule<T> rule = strike(subject);
		return (rule != null) ? new BackendException(rule.kind(), "Injected failure of " + subject, null) : null;
	}

	boolean strikes(T subject) {
		return strike(subject) != null;
	}

	private @Nullable Rule<T> strike(T subject) {
		for (Rule<T> rule : this.rules) {
			if (rule.which().test(subject) && rule.left().getAndUpdate((left) -> Math.max(0, left - 1)) > 0) {
				return rule;
			}
		}
		return null;
	}

	void clear() {
		this.rules.clear();
	}

	private record Rule<T>(AtomicInteger left, ErrorKind kind, Predicate<? super T> which) {

	}

}
