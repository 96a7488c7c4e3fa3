// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.RejectMessageException;
import dev.sprocket.pubsub.Subscribe;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.spi.Lag;

/**
 * Whole applications, as somebody would configure them: one that posts and one that is
 * posted to. Ends the last that was started first.
 */
final class Applications implements AutoCloseable {

	private final List<ConfigurableApplicationContext> started = new ArrayList<>();

	private final Path folder;

	Applications(Path folder) {
		this.folder = folder;
	}

	ConfigurableApplicationContext billing(String... properties) {
		List<String> arguments = new ArrayList<>(List.of(properties));
		arguments.addAll(List.of("sprocket.pubsub.backend=http", "sprocket.pubsub.http.push-token=t0k n",
				"sprocket.pubsub.http.max-body-size=2000B", "server.port=0", "server.address=127.0.0.1"));
		return run(Billing.class, WebApplicationType.SERVLET, arguments.toArray(String[]::new));
	}

	ConfigurableApplicationContext shop(String url, String... properties) {
		List<String> arguments = new ArrayList<>(List.of(properties));
		arguments.add("sprocket.pubsub.backend=embedded");
		arguments.add("sprocket.pubsub.http.topics.orders[0].group=billing-service");
		arguments.add("sprocket.pubsub.http.topics.orders[0].url=" + url);
		return run(Shop.class, WebApplicationType.NONE, arguments.toArray(String[]::new));
	}

	private ConfigurableApplicationContext run(Class<?> application, WebApplicationType type, String... properties) {
		SpringApplication spring = new SpringApplication(application);
		spring.setWebApplicationType(type);
		List<String> arguments = new ArrayList<>(List.of(properties));
		arguments.add("sprocket.pubsub.embedded.path=" + this.folder.resolve(application.getSimpleName() + ".db"));
		arguments.add("sprocket.pubsub.http.signing-keys=" + HttpHarness.KEY);
		ConfigurableApplicationContext context = spring
			.run(arguments.stream().map((property) -> "--" + property).toArray(String[]::new));
		this.started.add(0, context);
		return context;
	}

	@Override
	public void close() {
		this.started.forEach(ConfigurableApplicationContext::close);
	}

	static String url(ConfigurableApplicationContext billing) {
		return url(port(billing));
	}

	static String url(int port) {
		return "http://127.0.0.1:" + port + "/pubsub/orders/billing";
	}

	static int port(ConfigurableApplicationContext context) {
		return ((WebServerApplicationContext) context).getWebServer().getPort();
	}

	static List<Message<String>> orders(ConfigurableApplicationContext billing) {
		return billing.getBean(Billing.class).orders;
	}

	static Lag lag(ConfigurableApplicationContext shop) {
		return posting(shop).lag();
	}

	static Subscription posting(ConfigurableApplicationContext shop) {
		return shop.getBean(PubSub.class).subscriptions().get(0);
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
