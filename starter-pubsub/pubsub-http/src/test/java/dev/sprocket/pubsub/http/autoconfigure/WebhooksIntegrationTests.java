// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.RejectMessageException;
import dev.sprocket.pubsub.Subscribe;
import dev.sprocket.pubsub.spi.Lag;
import dev.sprocket.pubsub.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whole applications, as somebody would configure them.
 */
class WebhooksIntegrationTests {

	private static final Patience PATIENCE = Patience.DEFAULT;

	private final List<AutoCloseable> opened = new ArrayList<>();

	@TempDir
	private Path folder;

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable each : this.opened) {
			each.close();
		}
	}

	@Test
	void whenOneApplicationPublishesThenAnotherHandles() {
		ConfigurableApplicationContext billing = billing();
		ConfigurableApplicationContext shop = shop("http://127.0.0.1:" + port(billing) + "/pubsub/orders/billing");
		shop.getBean(PubSub.class)
			.publisher()
			.publish(OutgoingMessage.of("orders", Map.of("id", 7)).key("c-1").header("Tenant", "acme"));
		Billing handled = billing.getBean(Billing.class);
		PATIENCE.until("the order", () -> handled.orders.size() == 1);
		assertThat(handled.orders).singleElement().satisfies((order) -> {
			assertThat(order.payload()).isEqualTo("{\"id\":7}");
			assertThat(order.key()).isEqualTo("c-1");
			assertThat(order.headers()).isEqualTo(Map.of("Tenant", "acme"));
			assertThat(order.contentType()).startsWith("application/json");
		});
		PATIENCE.until("the acknowledgment", () -> lag(shop).messages() == 0);
	}

	@Test
	void whenTheReceiverCannotHandleItThenTheDeadLetterIsTheReceivers() {
		ConfigurableApplicationContext billing = billing();
		ConfigurableApplicationContext shop = shop("http://127.0.0.1:" + port(billing) + "/pubsub/orders/billing");
		shop.getBean(PubSub.class).publisher().publish("orders", "poison");
		PATIENCE.until("the dead letter",
				() -> billing.getBean(PubSub.class).deadLetters("orders", "billing").size() == 1);
		PATIENCE.until("the acknowledgment", () -> lag(shop).messages() == 0);
		assertThat(shop.getBean(PubSub.class).deadLetters("orders", "billing-service").size()).isZero();
	}

	@Test
	void whenTheUrlRefusesTheMessageThenTheDeadLetterIsTheSenders() throws IOException {
		URI url = server(422, Map.of());
		ConfigurableApplicationContext shop = shop(url.toString());
		shop.getBean(PubSub.class).publisher().publish("orders", "x");
		PATIENCE.until("the dead letter",
				() -> shop.getBean(PubSub.class).deadLetters("orders", "billing-service").size() == 1);
	}

	@Test
	void whenTheUrlRedirectsThenTheMessageIsKept() throws IOException {
		URI elsewhere = server(200, Map.of());
		URI url = server(302, Map.of("Location", elsewhere.toString()));
		ConfigurableApplicationContext shop = shop(url.toString());
		shop.getBean(PubSub.class).publisher().publish("orders", "x");
		PATIENCE.until("an attempt", () -> this.asked.contains(url));
		PATIENCE.holds("nothing is lost", () -> lag(shop).messages() == 1 && !this.asked.contains(elsewhere));
	}

	@Test
	void whenSomebodyPostsUnsignedThenItIsRefused() throws Exception {
		int port = port(billing());
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/pubsub/orders/billing"))
			.POST(HttpRequest.BodyPublishers.ofString("forged"))
			.build();
		HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(answer.body()).isEqualTo("it is neither signed nor has it a token");
	}

	@Test
	void whenGooglePushesWithTheTokenThenItIsHandledBeforeTheAnswer() throws Exception {
		ConfigurableApplicationContext billing = billing();
		String body = """
				{"message":{"data":"aGVsbG8=","messageId":"1","publishTime":"2026-02-26T19:13:55.749Z"},\
				"subscription":"projects/p/subscriptions/s"}""";
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + port(billing) + "/pubsub/orders/billing?token=t0k%20n"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body))
			.build();
		HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(answer.statusCode()).isEqualTo(204);
		assertThat(billing.getBean(Billing.class).orders).singleElement()
			.extracting(Message::payload)
			.isEqualTo("hello");
	}

	@Test
	void whenABodyIsTooLargeThenItIsRefused() throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + port(billing()) + "/pubsub/orders/billing"))
			.POST(HttpRequest.BodyPublishers.ofByteArray(new byte[2001]))
			.build();
		HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(answer.statusCode()).isEqualTo(413);
	}

	private final List<URI> asked = new CopyOnWriteArrayList<>();

	private URI server(int status, Map<String, String> headers) throws IOException {
		HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.opened.add(0, () -> server.stop(0));
		URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
		server.createContext("/hook", (exchange) -> {
			this.asked.add(url);
			headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
			exchange.sendResponseHeaders(status, -1);
			exchange.close();
		});
		server.start();
		return url;
	}

	private ConfigurableApplicationContext billing() {
		return run(Billing.class, WebApplicationType.SERVLET, "sprocket.pubsub.backend=http",
				"sprocket.pubsub.http.push-token=t0k n", "sprocket.pubsub.http.max-body-size=2000B", "server.port=0",
				"server.address=127.0.0.1");
	}

	private ConfigurableApplicationContext shop(String url) {
		return run(Shop.class, WebApplicationType.NONE, "sprocket.pubsub.backend=embedded",
				"sprocket.pubsub.http.topics.orders[0].group=billing-service",
				"sprocket.pubsub.http.topics.orders[0].url=" + url);
	}

	private ConfigurableApplicationContext run(Class<?> application, WebApplicationType type, String... properties) {
		SpringApplication spring = new SpringApplication(application);
		spring.setWebApplicationType(type);
		List<String> arguments = new ArrayList<>(List.of(properties));
		arguments.add("sprocket.pubsub.embedded.path=" + this.folder.resolve(application.getSimpleName() + ".db"));
		arguments.add("sprocket.pubsub.http.signing-keys=" + HttpHarness.KEY);
		ConfigurableApplicationContext context = spring
			.run(arguments.stream().map((property) -> "--" + property).toArray(String[]::new));
		this.opened.add(0, context);
		return context;
	}

	private static int port(ConfigurableApplicationContext context) {
		return ((WebServerApplicationContext) context).getWebServer().getPort();
	}

	private static Lag lag(ConfigurableApplicationContext shop) {
		return shop.getBean(PubSub.class).subscriptions().get(0).lag();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Shop {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Billing {

		private final List<Message<String>> orders = new CopyOnWriteArrayList<>();

		@Subscribe(topic = "orders", group = "billing")
		void bill(Message<String> order) {
			if (order.payload().equals("poison")) {
				throw new RejectMessageException("on purpose");
			}
			this.orders.add(order);
		}

	}

}
