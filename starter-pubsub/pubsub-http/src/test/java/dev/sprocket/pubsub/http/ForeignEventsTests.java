// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.content.CloudEventAttributes;
import dev.sprocket.pubsub.memory.MemoryBackend;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a handler is given of the CloudEvents that others post.
 */
class ForeignEventsTests {

	private static final CloudEventAttributes EVENT = new CloudEventAttributes("e-1", "/a%2Fb", "t", "100%25", null,
			null, Map.of("sequence", "7"));

	private final HttpRequests requests = new HttpRequests();

	private final Admission open = new Admission(SigningKeys.of(List.of(), Clock.systemUTC()), null, null, true);

	private final CompletableFuture<Message<String>> handled = new CompletableFuture<>();

	private final PubSub pubSub = new PubSubBuilder(
			new HttpBackendFactory(() -> new MemoryBackend(Clock.systemUTC()), this.requests, this.open).create())
		.build();

	@AfterEach
	void close() {
		this.pubSub.close();
	}

	@Test
	void attributesInHeadersAreDecodedOnce() {
		assertThat(posted(Map.of("ce-specversion", "1.0", "ce-id", "e-1", "ce-source", "/a%252Fb", "ce-type", "t",
				"ce-subject", "100%2525", "ce-sequence", "7"), "x"))
			.isEqualTo(EVENT);
	}

	@Test
	void attributesInADocumentAreTakenAsTheyAre() {
		assertThat(posted(Map.of("content-type", "application/cloudevents+json"),
				"{\"specversion\":\"1.0\",\"id\":\"e-1\",\"source\":\"/a%2Fb\",\"type\":\"t\",\"subject\":\"100%25\","
						+ "\"sequence\":7,\"datacontenttype\":\"text/plain\",\"data\":\"x\"}"))
			.isEqualTo(EVENT);
	}

	private CloudEventAttributes posted(Map<String, String> headers, String body) {
		this.pubSub.subscribe(SubscriptionSpec.of("orders", "billing", String.class),
				(message, acknowledgment) -> this.handled.complete(message));
		HttpEndpoint endpoint = new HttpEndpoint(this.requests, this.open, Duration.ofSeconds(50), Clock.systemUTC());
		Answer answer = endpoint
			.post("orders", "billing", new HttpMessage(headers, body.getBytes(StandardCharsets.UTF_8)), null)
			.toCompletableFuture()
			.join();
		assertThat(answer).isEqualTo(Answer.DONE);
		Message<String> message = this.handled.join();
		assertThat(message.payload()).isEqualTo("x");
		return CloudEventAttributes.of(message.headers()).orElseThrow();
	}

}
