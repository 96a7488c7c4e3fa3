// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import dev.sprocket.pubsub.SubscriptionSpec;

/**
 * A {@link dev.sprocket.pubsub.Subscribe} method that can be used.
 *
 * @param beanName name of its bean
 * @param handler what its parameters are
 * @param spec what it asks for
 */
record AnnotatedSubscription(String beanName, HandlerMethod handler, SubscriptionSpec<?> spec) {

	boolean conflictsWith(AnnotatedSubscription other) {
		return isSameGroup(other) && !settings().equals(other.settings());
	}

	private boolean isSameGroup(AnnotatedSubscription other) {
		return this.spec.topic().equals(other.spec.topic()) && this.spec.group().equals(other.spec.group());
	}

	private SubscriptionSpec<?> settings() {
		SubscriptionSpec<?> settings = SubscriptionSpec.of(this.spec.topic(), this.spec.group(), Object.class)
			.ordering(this.spec.ordering())
			.concurrency(this.spec.concurrency())
			.ackMode(this.spec.ackMode())
			.inbox(this.spec.inbox())
			.retry(this.spec.retry())
			.deadLetter(this.spec.deadLetter());
		return (this.spec.batch() != null) ? settings.batch(this.spec.batch()) : settings;
	}

}
