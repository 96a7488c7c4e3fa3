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

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.DeadLetterQuery;
import dev.sprocket.pubsub.FailedMessage;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.RejectMessageException;
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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What texts say of a URL that has secrets in it.
 */
class TargetNamesTests {

	private static final String SECRET = "s3cr%C3%A9t";

	private static final CloudEventPolicy EVENTS = new CloudEventPolicy(CloudEventMode.NONE, "/shop", null);

	private final HttpDeliveries deliveries = new HttpDeliveries(
			new HttpPoster(LoopbackServer.get().client(), SigningKeys.of(List.of(HttpHarness.KEY), Clock.systemUTC()),
					EventFormat.BINARY, (topic) -> EVENTS, Clock.systemUTC()),
			Duration.ofDays(3));

	private volatile int status = 422;

	private volatile String asked = "";

	private HttpServer server;

	private URI url;

	private String name;

	@BeforeEach
	void open() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/hook", this::answer);
		this.server.start();
		String host = "127.0.0.1:" + this.server.getAddress().getPort();
		this.url = URI.create("http://shop:" + SECRET + "@" + host + "/hook?token=" + SECRET);
		this.name = "http://" + host + "/hook";
	}

	@AfterEach
	void close() {
		this.server.stop(0);
	}

	@Test
	void whenItRefusesAMessageThenTheDeadLetterDoesNotHaveThem() {
		try (PubSub shop = new PubSubBuilder(new MemoryBackend(Clock.systemUTC())).build()) {
			this.deliveries.start(shop, "orders", target());
			shop.publisher().publish("orders", "x");
			Patience.DEFAULT.until("the dead letter", () -> shop.deadLetters("orders", "hook").size() == 1);
			assertThat(shop.deadLetters("orders", "hook").find(DeadLetterQuery.all())).singleElement()
				.extracting(FailedMessage::errorMessage)
				.isEqualTo("POST " + this.name + " was answered 422");
		}
		assertThat(this.asked).isEqualTo("/hook?token=" + SECRET);
	}

	@Test
	void whenItCannotBeReachedThenNeitherTheErrorNorItsCauseHasThem() {
		this.server.stop(0);
		assertThatExceptionOfType(BackendException.class).isThrownBy(this::deliver)
			.withMessageStartingWith("POST " + this.name + " failed: java.net.ConnectException")
			.satisfies((failure) -> {
				for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
					assertThat(cause.toString()).doesNotContain(SECRET);
				}
			});
	}

	@Test
	void whenItAnswersThenTheErrorNamesItWithoutThem() {
		assertThatExceptionOfType(RejectMessageException.class).isThrownBy(this::deliver)
			.withMessage("POST " + this.name + " was answered 422");
		this.status = 404;
		assertThatExceptionOfType(BackendException.class).isThrownBy(this::deliver)
			.withMessage("POST " + this.name + " was answered 404");
	}

	@Test
	void theHandlerIsNamedWithoutThem() {
		assertThat(this.deliveries.spec("orders", target()).handler()).isEqualTo("POST " + this.name);
	}

	@Test
	void whateverTheUrlIsThenItIsNamedWithoutThem() {
		assertThat(HttpPoster.named(URI.create("https://user:pw@example.com:8443/a?b=c#d")))
			.isEqualTo("https://example.com:8443/a");
		assertThat(HttpPoster.named(URI.create("https://example.com/a@b"))).isEqualTo("https://example.com/a@b");
		assertThat(HttpPoster.named(URI.create("localhost:8080/a?token=b"))).isEqualTo("localhost:8080/a");
		assertThat(HttpPoster.named(URI.create("ftp://user@example.com"))).isEqualTo("ftp://example.com");
	}

	private TargetProperties target() {
		return new TargetProperties("hook", this.url, Ordering.KEY, 1);
	}

	private void deliver() {
		Delivery delivery = new Delivery(Lane.WHOLE_QUEUE, 1, "token", 1, null, null, Map.of(), new byte[0], null);
		this.deliveries.deliver(this.url,
				new Message<>("id", "orders", null, Map.of(), delivery, "text/plain", Instant.EPOCH, 1));
	}

	private void answer(HttpExchange exchange) throws IOException {
		this.asked = exchange.getRequestURI().toString();
		exchange.getRequestBody().readAllBytes();
		exchange.sendResponseHeaders(this.status, -1);
		exchange.close();
	}

}
