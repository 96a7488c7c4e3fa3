// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Posts as GitHub does, or almost.
 */
final class GitHub {

	static final String SECRET = "test-secret";

	private static final JsonMapper json = JsonMapper.shared();

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Signature signature = new Signature(SECRET);

	private final String address;

	GitHub(int port) {
		this.address = "http://localhost:" + port;
	}

	Answer post(String id, String event, String body) {
		return post(id, event, body, UnaryOperator.identity());
	}

	Answer post(String id, String event, String body, UnaryOperator<HttpRequest.Builder> change) {
		return send(change.apply(delivery(id, event, body.getBytes(StandardCharsets.UTF_8))));
	}

	CompletableFuture<Answer> postAsync(String id, String event, String body) {
		HttpRequest request = delivery(id, event, body.getBytes(StandardCharsets.UTF_8)).build();
		return this.http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(Answer::new);
	}

	Answer get(String path) {
		return send(HttpRequest.newBuilder(URI.create(this.address + path)));
	}

	Activity.Totals totals() {
		return json.readValue(get("/activity").body(), Activity.Totals.class);
	}

	HttpRequest.Builder delivery(String id, String event, byte[] body) {
		return HttpRequest.newBuilder(URI.create(this.address + "/webhooks/github"))
			.timeout(Duration.ofSeconds(30))
			.header("Content-Type", "application/json")
			.header("X-GitHub-Delivery", id)
			.header("X-GitHub-Event", event)
			.header("X-Hub-Signature-256", this.signature.of(body))
			.POST(HttpRequest.BodyPublishers.ofByteArray(body));
	}

	Answer send(HttpRequest.Builder request) {
		try {
			return new Answer(this.http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * What the service answered.
	 *
	 * @param status the status
	 * @param contentType the media type of the body
	 * @param body the body
	 */
	record Answer(int status, String contentType, String body) {

		Answer(HttpResponse<String> response) {
			this(response.statusCode(), response.headers().firstValue("Content-Type").orElse(""), response.body());
		}

		JsonNode json() {
			return json.readTree(this.body);
		}

	}

}
