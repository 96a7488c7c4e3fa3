// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.documentation.shelf;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.autoconfigure.PubSubAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

class ShelfAutoConfigurationTests {

	@Test
	void whenItIsChosenThenItCarriesTheMessages() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(ShelfAutoConfiguration.class, PubSubAutoConfiguration.class))
			.withPropertyValues("sprocket.pubsub.backend=shelf")
			.run((context) -> {
				PubSub pubSub = context.getBean(PubSub.class);
				CompletableFuture<String> handled = new CompletableFuture<>();
				pubSub.subscribe(SubscriptionSpec.of("orders", "billing", String.class),
						(message, acknowledgment) -> handled.complete(message.payload()));
				pubSub.publisher().publish("orders", "first");
				assertThat(handled.get(10, TimeUnit.SECONDS)).isEqualTo("first");
			});
	}

}
