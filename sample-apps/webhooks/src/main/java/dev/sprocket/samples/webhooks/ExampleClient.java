// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.time.Duration;

import org.springframework.http.MediaType;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

import dev.sprocket.lifecycle.Deadline;

/**
 * Posts examples as GitHub does, signed, and as a client should: the same delivery again
 * until the service answers it, however often it is away in between.
 */
class ExampleClient {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final Duration PAUSE = Duration.ofMillis(100);

	private final RestClient http;

	private final Signature signature;

	ExampleClient(RestClient http, Signature signature) {
		this.http = http;
		this.signature = signature;
	}

	GitHubWebhookController.Receipt post(Example example) throws InterruptedException {
		Deadline deadline = Deadline.after(PATIENCE);
		while (true) {
			try {
				return send(example);
			}
			catch (ResourceAccessException | HttpServerErrorException ex) {
				if (deadline.isOver()) {
					throw ex;
				}
				Thread.sleep(PAUSE.toMillis());
			}
		}
	}

	private GitHubWebhookController.Receipt send(Example example) {
		return this.http.post()
			.uri("/webhooks/github")
			.header("X-GitHub-Event", example.event())
			.header("X-GitHub-Delivery", example.id())
			.header("X-Hub-Signature-256", this.signature.of(example.body()))
			.contentType(MediaType.APPLICATION_JSON)
			.body(example.body())
			.retrieve()
			.requiredBody(GitHubWebhookController.Receipt.class);
	}

}
