// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.time.Duration;

import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.http.MediaType;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/**
 * Posts deliveries as GitHub does, signed, and as a client should: the same one again
 * until the service answers it, however often it is away in between.
 */
final class ReplayClient {

	private final RetryTemplate retry = new RetryTemplate(RetryPolicy.builder()
		.includes(ResourceAccessException.class, HttpServerErrorException.class)
		.delay(Duration.ofMillis(100))
		.maxRetries(Long.MAX_VALUE)
		.timeout(Duration.ofMinutes(2))
		.build());

	private final RestClient http;

	private final Signature signature;

	ReplayClient(String address, Signature signature) {
		this.http = RestClient.create(address);
		this.signature = signature;
	}

	GitHubWebhookController.Receipt post(Delivery delivery) {
		return this.retry.invoke(() -> send(delivery));
	}

	private GitHubWebhookController.Receipt send(Delivery delivery) {
		return this.http.post()
			.uri("/webhooks/github")
			.header("X-GitHub-Event", delivery.event())
			.header("X-GitHub-Delivery", delivery.id())
			.header("X-Hub-Signature-256", this.signature.of(delivery.body()))
			.contentType(MediaType.APPLICATION_JSON)
			.body(delivery.body())
			.retrieve()
			.requiredBody(GitHubWebhookController.Receipt.class);
	}

}
