// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

import dev.sprocket.pubsub.content.CloudEventPolicy;

import static org.assertj.core.api.Assertions.assertThat;

class EventSettingsTests {

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void whenNothingIsSaidThenTheSourceIsTheApplication() {
		assertSourceAndType("orders", "/application", null);
		this.environment.setProperty("spring.application.name", "my shop");
		assertSourceAndType("orders", "/my%20shop", null);
		this.environment.setProperty("spring.application.name", "team/größe");
		assertSourceAndType("orders", "/team/gr%C3%B6%C3%9Fe", null);
	}

	@Test
	void whenCloudEventsHaveASourceAndATypeThenSoHaveTopics() {
		this.environment.withProperty("sprocket.pubsub.cloudevents.source", "/eu")
			.withProperty("sprocket.pubsub.cloudevents.type", "com.example.event")
			.withProperty("sprocket.pubsub.topics[orders.eu].cloudevents.type", "com.example.placed")
			.withProperty("sprocket.pubsub.topics.payments.cloudevents.source", "/payments")
			.withProperty("sprocket.pubsub.topics.refunds.backend", "jdbc");
		assertSourceAndType("other", "/eu", "com.example.event");
		assertSourceAndType("orders.eu", "/eu", "com.example.placed");
		assertSourceAndType("payments", "/payments", "com.example.event");
		assertSourceAndType("refunds", "/eu", "com.example.event");
	}

	private void assertSourceAndType(String topic, String source, String type) {
		PubSubProperties properties = Binder.get(this.environment)
			.bindOrCreate(PubSubProperties.PREFIX, PubSubProperties.class);
		String application = this.environment.getProperty("spring.application.name", "application");
		assertThat(new EventSettings(properties, application).policies().of(topic))
			.returns(source, CloudEventPolicy::source)
			.returns(type, CloudEventPolicy::type);
	}

}
