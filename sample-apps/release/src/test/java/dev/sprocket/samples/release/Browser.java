// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.release;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a dashboard what its page asks.
 */
final class Browser {

	private final HttpClient http = HttpClient.newHttpClient();

	private final String address;

	Browser(int port) {
		this.address = "http://127.0.0.1:" + port;
	}

	JsonNode picture() {
		return send(HttpRequest.newBuilder(URI.create(this.address + "/picture")));
	}

	void send(int http, int rpc, int deliveries) {
		send(HttpRequest.newBuilder(URI.create(this.address + "/traffic"))
			.header("Content-Type", "application/json")
			.PUT(BodyPublishers
				.ofString("{\"http\":%d,\"rpc\":%d,\"deliveries\":%d}".formatted(http, rpc, deliveries))));
	}

	int redeliver() {
		return send(HttpRequest.newBuilder(URI.create(this.address + "/redeliveries")).POST(BodyPublishers.noBody()))
			.get("undelivered")
			.intValue();
	}

	private JsonNode send(HttpRequest.Builder request) {
		try {
			HttpResponse<String> answer = this.http.send(request.build(), HttpResponse.BodyHandlers.ofString());
			if (answer.statusCode() / 100 != 2) {
				throw new IllegalStateException(answer.statusCode() + ": " + answer.body());
			}
			return JsonMapper.shared().readTree(answer.body().isEmpty() ? "null" : answer.body());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

}
