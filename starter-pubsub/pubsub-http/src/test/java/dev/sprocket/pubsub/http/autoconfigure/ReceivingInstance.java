// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.http.Admission;
import dev.sprocket.pubsub.http.Answer;
import dev.sprocket.pubsub.http.HttpBackendFactory;
import dev.sprocket.pubsub.http.HttpEndpoint;
import dev.sprocket.pubsub.http.HttpMessage;
import dev.sprocket.pubsub.http.HttpRequests;
import dev.sprocket.pubsub.http.SigningKeys;
import dev.sprocket.pubsub.memory.MemoryBackend;
import dev.sprocket.pubsub.spi.Backend;

/**
 * An instance of a service that receives: a backend and its endpoint. Nothing is ever
 * published to its own store.
 */
final class ReceivingInstance {

	private final Backend backend;

	private final HttpEndpoint endpoint;

	private final Admission admission;

	private final CompletableFuture<Answer> killed = new CompletableFuture<>();

	ReceivingInstance(List<String> keys) {
		HttpRequests requests = new HttpRequests();
		this.admission = new Admission(SigningKeys.of(keys, Clock.systemUTC()), null, null, false);
		this.backend = new HttpBackendFactory(() -> new MemoryBackend(Clock.systemUTC()), requests, this.admission)
			.create();
		this.endpoint = new HttpEndpoint(requests, this.admission, Duration.ofSeconds(50), Clock.systemUTC());
	}

	Backend backend() {
		return this.backend;
	}

	// The other service has the same backend on a store that is used.

	Backend backendOn(Backend store) {
		return new HttpBackendFactory(() -> store, new HttpRequests(), this.admission).create();
	}

	CompletionStage<Answer> post(String topic, String group, HttpMessage request, @Nullable String token) {
		return this.endpoint.post(topic, group, request, token).applyToEither(this.killed, Function.identity());
	}

	// The sender sees a broken connection, which counts: there is none to break here.

	void kill() {
		this.killed.complete(new Answer(502, null, true, null));
	}

}
