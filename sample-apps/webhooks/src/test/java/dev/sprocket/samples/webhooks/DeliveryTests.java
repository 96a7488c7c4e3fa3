// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.pubsub.OutgoingMessage;

import static org.assertj.core.api.Assertions.assertThat;

class DeliveryTests {

	private final JsonMapper json = JsonMapper.shared();

	@Test
	void whenPayloadHasARepositoryThenItsFullNameIsTheKey() {
		assertThat(message("""
				{"repository":{"id":1,"full_name":"octo/hello"},"organization":{"login":"octo"}}""").key())
			.isEqualTo("octo/hello");
	}

	@Test
	void whenPayloadHasNoRepositoryThenTheOrganizationIsTheKey() {
		assertThat(message("""
				{"organization":{"login":"octo"},"repository":null}""").key()).isEqualTo("octo");
	}

	@Test
	void whenPayloadHasNeitherThenTheEventIsTheKey() {
		assertThat(message("{}").key()).isEqualTo("ping");
	}

	@Test
	void whenPublishedThenTheMessageIsTheBodyAsGitHubSentIt() {
		OutgoingMessage message = message("{ \"zen\" : 1.0 }");
		assertThat(message.topic()).isEqualTo("github.deliveries");
		assertThat(message.payload()).isEqualTo("{ \"zen\" : 1.0 }".getBytes(StandardCharsets.UTF_8));
		assertThat(message.contentType()).isEqualTo("application/json");
		assertThat(message.headers()).containsEntry("github-delivery", "1").containsEntry("github-event", "ping");
	}

	private OutgoingMessage message(String payload) {
		byte[] body = payload.getBytes(StandardCharsets.UTF_8);
		return new Delivery("1", "ping", body).toMessage(this.json.readValue(body, Delivery.Payload.class));
	}

}
