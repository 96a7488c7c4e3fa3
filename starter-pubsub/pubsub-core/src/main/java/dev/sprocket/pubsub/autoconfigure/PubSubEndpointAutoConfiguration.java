// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import dev.sprocket.pubsub.PubSub;

/**
 * Auto-configuration of the endpoints {@code subscriptions} and {@code deadletters},
 * where Actuator is present.
 */
@AutoConfiguration(after = PubSubAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(PubSub.class)
public final class PubSubEndpointAutoConfiguration {

	@Bean
	@ConditionalOnAvailableEndpoint(SubscriptionsEndpoint.class)
	SubscriptionsEndpoint subscriptionsEndpoint(PubSub pubSub) {
		return new SubscriptionsEndpoint(pubSub);
	}

	@Bean
	@ConditionalOnAvailableEndpoint(DeadLettersEndpoint.class)
	DeadLettersEndpoint deadLettersEndpoint(PubSub pubSub) {
		return new DeadLettersEndpoint(pubSub);
	}

	@Bean
	KnownParameters pubSubEndpointParameters() {
		return new KnownParameters();
	}

}
