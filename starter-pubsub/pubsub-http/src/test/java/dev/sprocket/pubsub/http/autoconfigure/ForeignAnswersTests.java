// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.RetryLaterException;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionStatus;
import dev.sprocket.pubsub.content.CloudEventMode;
import dev.sprocket.pubsub.content.CloudEventPolicy;
import dev.sprocket.pubsub.http.EventFormat;
import dev.sprocket.pubsub.http.HttpPoster;
import dev.sprocket.pubsub.http.SigningKeys;
import dev.sprocket.pubsub.http.autoconfigure.HttpPubSubProperties.TargetProperties;
import dev.sprocket.pubsub.memory.MemoryBackend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * When a message is sent again that was answered 503 by somebody who is not Sprocket.
 */
class ForeignAnswersTests {

	private static final CloudEventPolicy EVENTS = new CloudEventPolicy(CloudEventMode.NONE, "/shop", null);

	private final HttpDeliveries deliveries = new HttpDeliveries(
			new HttpPoster(LoopbackServer.get().client(), SigningKeys.of(List.of(HttpHarness.KEY), Clock.systemUTC()),
					EventFormat.BINARY, (topic) -> EVENTS, Clock.systemUTC()),
			Duration.ofDays(3));

	private final Map<String, String> headers = new ConcurrentHashMap<>();

	private final AtomicInteger requests = new AtomicInteger();

	private HttpServer server;

	private URI url;

	@BeforeEach
	void open() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/hook", this::answer);
		this.server.start();
		this.url = URI.create("http://127.0.0.1:" + this.server.getAddress().getPort() + "/hook");
	}

	@AfterEach
	void close() {
		this.server.stop(0);
	}

	@Test
	void whenItSaysNowThenThePausesAreThoseOfThePolicy() {
		for (String now : List.of("0", "-1", "Wed, 21 Oct 2015 07:28:00 GMT")) {
			this.headers.put("Retry-After", now);
			assertThat(delay(1)).isEqualTo(Duration.ofSeconds(1));
			assertThat(delay(5)).isEqualTo(Duration.ofSeconds(16));
			assertThat(delay(1_000)).isEqualTo(Duration.ofHours(1));
		}
	}

	@Test
	void whenItSaysLaterThenTheLongerPauseHolds() {
		this.headers.put("Retry-After", "10");
		assertThat(delay(1)).isEqualTo(Duration.ofSeconds(10));
		assertThat(delay(5)).isEqualTo(Duration.ofSeconds(16));
	}

	@Test
	void whenItSaysLaterThenItFailedAllTheSame() {
		this.headers.put("Retry-After", "10");
		assertThat(failure(1)).hasMessage("Retry after PT10S: POST " + this.url + " was answered 503")
			.hasCauseInstanceOf(BackendException.class);
	}

	@Test
	void whenASprocketReceiverSaysWhenThenItIsThen() {
		this.headers.putAll(Map.of("Retry-After", "0", "Retry-After-Ms", "0"));
		assertThat(delay(5)).isZero();
		assertThat(failure(5)).hasNoCause();
	}

	@Test
	void whenItSaysNowAgainAndAgainThenItIsAskedOnceASecondAtMostAndTheCircuitOpens() {
		this.headers.put("Retry-After", "0");
		try (PubSub shop = new PubSubBuilder(new MemoryBackend(Clock.systemUTC())).build()) {
			Subscription posting = this.deliveries.start(shop, "orders",
					new TargetProperties("hook", this.url, Ordering.KEY, 1));
			shop.publisher().publish("orders", "first");
			Patience.DEFAULT.until("a request", () -> this.requests.get() > 0);
			Patience.pass(Duration.ofSeconds(1));
			assertThat(this.requests).hasValueLessThanOrEqualTo(2);
			for (int i = 0; i < 10; i++) {
				shop.publisher().publish("orders", "message " + i);
			}
			Patience.DEFAULT.until("the circuit to open",
					() -> posting.status().state() == SubscriptionStatus.State.CIRCUIT_OPEN);
			assertThat(posting.status().failure()).contains("POST " + this.url + " was answered 503");
		}
	}

	private Duration delay(int attempt) {
		return failure(attempt).delay();
	}

	private RetryLaterException failure(int attempt) {
		Delivery delivery = new Delivery(Lane.WHOLE_QUEUE, 1, "token", attempt, null, null, Map.of(), new byte[0],
				null);
		Message<Delivery> message = new Message<>("id", "orders", null, Map.of(), delivery, "text/plain", Instant.EPOCH,
				attempt);
		return catchThrowableOfType(RetryLaterException.class, () -> this.deliveries.deliver(this.url, message));
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.requests.incrementAndGet();
		exchange.getRequestBody().readAllBytes();
		this.headers.forEach(exchange.getResponseHeaders()::set);
		exchange.sendResponseHeaders(503, -1);
		exchange.close();
	}

}
