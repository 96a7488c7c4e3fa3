// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.http.HttpMessage;
import dev.sprocket.pubsub.spi.SetupException;
import dev.sprocket.pubsub.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Whole applications, as somebody would configure them.
 */
class WebhooksIntegrationTests {

	private static final Patience PATIENCE = Patience.DEFAULT;

	private final List<HttpServer> servers = new ArrayList<>();

	private final List<URI> asked = new CopyOnWriteArrayList<>();

	private final List<HttpMessage> posted = new CopyOnWriteArrayList<>();

	private Applications applications;

	@BeforeEach
	void open(@TempDir Path folder) {
		this.applications = new Applications(folder);
	}

	@AfterEach
	void close() {
		this.applications.close();
		this.servers.forEach((server) -> server.stop(0));
	}

	@Test
	void whenOneApplicationPublishesThenAnotherHandles() {
		ConfigurableApplicationContext billing = this.applications.billing();
		ConfigurableApplicationContext shop = this.applications.shop(Applications.url(billing));
		shop.getBean(PubSub.class)
			.publisher()
			.publish(OutgoingMessage.of("orders", Map.of("id", 7)).key("c-1").header("Tenant", "acme"));
		List<Message<String>> orders = Applications.orders(billing);
		PATIENCE.until("the order", () -> orders.size() == 1);
		assertThat(orders).singleElement().satisfies((order) -> {
			assertThat(order.payload()).isEqualTo("{\"id\":7}");
			assertThat(order.key()).isEqualTo("c-1");
			assertThat(order.headers()).isEqualTo(Map.of("Tenant", "acme"));
			assertThat(order.contentType()).startsWith("application/json");
		});
		PATIENCE.until("the acknowledgment", () -> Applications.lag(shop).messages() == 0);
	}

	@Test
	void whenTheReceiverCannotHandleItThenTheDeadLetterIsTheReceivers() {
		ConfigurableApplicationContext billing = this.applications.billing();
		ConfigurableApplicationContext shop = this.applications.shop(Applications.url(billing));
		shop.getBean(PubSub.class).publisher().publish("orders", "poison");
		PATIENCE.until("the dead letter",
				() -> billing.getBean(PubSub.class).deadLetters("orders", "billing").size() == 1);
		PATIENCE.until("the acknowledgment", () -> Applications.lag(shop).messages() == 0);
		assertThat(shop.getBean(PubSub.class).deadLetters("orders", "billing-service").size()).isZero();
	}

	@Test
	void whenMessagesAreEventsThenSomebodyElseIsPostedThose() throws IOException {
		HttpMessage request = posted("sprocket.pubsub.cloudevents.mode=structured");
		assertThat(request.headers()).containsEntry("content-type", "application/cloudevents+json; charset=UTF-8");
		assertThat(new String(request.body(), StandardCharsets.UTF_8)).contains("\"source\":\"/eu\"",
				"\"type\":\"com.example.placed\"", "\"subject\":\"o-1\"", "\"data\":{\"id\":7}");
	}

	@Test
	void whenMessagesBecomeEventsThenSourceAndTypeAreThoseOfTheSettings() throws IOException {
		for (String mode : new String[] { "none", "binary" }) {
			HttpMessage request = posted("sprocket.pubsub.cloudevents.mode=" + mode);
			assertThat(request.headers()).containsEntry("ce-source", "/eu")
				.containsEntry("ce-type", "com.example.placed")
				.containsEntry("ce-subject", "o-1")
				.containsEntry("content-type", "application/json");
			assertThat(new String(request.body(), StandardCharsets.UTF_8)).isEqualTo("{\"id\":7}");
		}
	}

	private HttpMessage posted(String mode) throws IOException {
		URI url = server(200, Map.of());
		this.posted.clear();
		try (ConfigurableApplicationContext shop = this.applications.shop(url.toString(), mode,
				"sprocket.pubsub.cloudevents.source=/eu",
				"sprocket.pubsub.topics.orders.cloudevents.type=com.example.placed")) {
			shop.getBean(PubSub.class)
				.publisher()
				.publish(OutgoingMessage.of("orders", Map.of("id", 7)).header("ce_subject", "o-1"));
			PATIENCE.until("the request", () -> this.posted.size() == 1);
			return this.posted.get(0);
		}
	}

	@Test
	void whenAMethodSubscribesWithTheGroupOfASubscriberThenTheStartFails() {
		assertThatExceptionOfType(SetupException.class)
			.isThrownBy(() -> this.applications.billing("sprocket.pubsub.http.topics.orders[0].group=billing",
					"sprocket.pubsub.http.topics.orders[0].url=http://billing/hook"))
			.withMessage("Topic orders, group billing: messages are to be posted to http://billing/hook, "
					+ "and a subscription here has the same group. They would share the messages. "
					+ "Give sprocket.pubsub.http.topics.orders another group.");
	}

	@Test
	void whenTheUrlRefusesTheMessageThenTheDeadLetterIsTheSenders() throws IOException {
		URI url = server(422, Map.of());
		ConfigurableApplicationContext shop = this.applications.shop(url.toString());
		shop.getBean(PubSub.class).publisher().publish("orders", "x");
		PATIENCE.until("the dead letter",
				() -> shop.getBean(PubSub.class).deadLetters("orders", "billing-service").size() == 1);
	}

	@Test
	void whenTheUrlRedirectsThenTheMessageIsKept() throws IOException {
		URI elsewhere = server(200, Map.of());
		URI url = server(302, Map.of("Location", elsewhere.toString()));
		ConfigurableApplicationContext shop = this.applications.shop(url.toString());
		shop.getBean(PubSub.class).publisher().publish("orders", "x");
		PATIENCE.until("an attempt", () -> this.asked.contains(url));
		PATIENCE.holds("nothing is lost",
				() -> Applications.lag(shop).messages() == 1 && !this.asked.contains(elsewhere));
	}

	@Test
	void whenSomebodyPostsUnsignedThenItIsRefused() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(Applications.url(this.applications.billing())))
			.POST(HttpRequest.BodyPublishers.ofString("forged"))
			.build();
		HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(answer.body()).isEqualTo("it is neither signed nor has it a token");
	}

	@Test
	void whenGooglePushesWithTheTokenThenItIsHandledBeforeTheAnswer() throws Exception {
		ConfigurableApplicationContext billing = this.applications.billing();
		String body = """
				{"message":{"data":"aGVsbG8=","messageId":"1","publishTime":"2026-02-26T19:13:55.749Z"},\
				"subscription":"projects/p/subscriptions/s"}""";
		HttpRequest request = HttpRequest.newBuilder(URI.create(Applications.url(billing) + "?token=t0k%20n"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(answer.statusCode()).isEqualTo(204);
		assertThat(Applications.orders(billing)).singleElement().extracting(Message::payload).isEqualTo("hello");
	}

	@Test
	void whenABodyIsTooLargeThenItIsRefused() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create(Applications.url(this.applications.billing())))
			.POST(HttpRequest.BodyPublishers.ofByteArray(new byte[2001]))
			.build();
		HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(answer.statusCode()).isEqualTo(413);
	}

	private URI server(int status, Map<String, String> headers) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.servers.add(server);
		URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
		server.createContext("/hook", (exchange) -> {
			this.asked.add(url);
			Map<String, String> sent = new HashMap<>();
			exchange.getRequestHeaders()
				.forEach((name, values) -> sent.put(name.toLowerCase(Locale.ROOT), values.get(0)));
			this.posted.add(new HttpMessage(sent, exchange.getRequestBody().readAllBytes()));
			headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
			exchange.sendResponseHeaders(status, -1);
			exchange.close();
		});
		server.start();
		return url;
	}

}
