// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

import dev.sprocket.pubsub.content.CloudEventPolicy;

import static org.assertj.core.api.Assertions.assertThat;

class EventPoliciesTests {

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void whenNothingIsSaidThenTheSourceIsTheApplication() {
		assertSourceAndType("orders", "/application", null);
		this.environment.setProperty("spring.application.name", "my shop");
		assertSourceAndType("orders", "/my%20shop", null);
	}

	@Test
	void whenCloudEventsHaveASourceAndATypeThenSoHasWhatIsPosted() {
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
		assertThat(EventPolicies.of(this.environment).of(topic)).returns(source, CloudEventPolicy::source)
			.returns(type, CloudEventPolicy::type);
	}

}
