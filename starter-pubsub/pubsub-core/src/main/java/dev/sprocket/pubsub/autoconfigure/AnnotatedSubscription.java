// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import dev.sprocket.pubsub.SubscriptionSpec;

/**
 * A {@link dev.sprocket.pubsub.Subscribe} method that can be used.
 *
 * @param beanName name of its bean
 * @param handler what its parameters are
 * @param spec what it asks for
 * @param groupOfUnnamed whether its group comes by default and no name of the application
 * is in it
 */
record AnnotatedSubscription(String beanName, HandlerMethod handler, SubscriptionSpec<?> spec, boolean groupOfUnnamed) {

	String where() {
		return "topic " + this.spec.topic() + " in group " + this.spec.group();
	}

}
