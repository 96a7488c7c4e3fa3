// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;

import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.test.FaultProxy;
import dev.sprocket.pubsub.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The network between who posts and who is posted to breaks.
 */
class NetworkFaultIntegrationTests {

	private static final Patience PATIENCE = Patience.DEFAULT;

	private static final int MESSAGES = 100;

	/** How many requests are under way at a time, unless a target says. */
	private static final int IN_FLIGHT = 16;

	private Applications applications;

	private ConfigurableApplicationContext billing;

	private FaultProxy proxy;

	@BeforeEach
	void open(@TempDir Path folder) {
		this.applications = new Applications(folder);
		this.billing = this.applications.billing();
		this.proxy = new FaultProxy("127.0.0.1", Applications.port(this.billing));
	}

	@AfterEach
	void close() {
		this.applications.close();
		this.proxy.close();
	}

	@Test
	void whenTheNetworkIsCutThenEachOrderArrivesAndOnlyThoseOnTheirWayTwice() {
		this.proxy.slow(0, Duration.ofMillis(5));
		ConfigurableApplicationContext shop = shop();
		publish(shop, 0, MESSAGES);
		PATIENCE.until("a part of the orders", () -> payloads().size() >= MESSAGES / 4);
		this.proxy.cut();
		publish(shop, MESSAGES, 2 * MESSAGES);
		PATIENCE.until("the circuit to open", () -> health(shop).getStatus().equals(Status.DOWN));
		this.proxy.restore();
		assertAllArrive(shop, IN_FLIGHT);
	}

	@Test
	void whenTheOtherEndIsGoneWithoutAWordThenRequestsEndInTimeAndAreSentAgain() {
		this.proxy.slow(0, Duration.ofMillis(5));
		ConfigurableApplicationContext shop = shop();
		publish(shop, 0, MESSAGES);
		PATIENCE.until("a part of the orders", () -> payloads().size() >= MESSAGES / 4);
		this.proxy.halfOpen();
		publish(shop, MESSAGES, 2 * MESSAGES);
		PATIENCE.until("the circuit to open", () -> health(shop).getStatus().equals(Status.DOWN));
		assertThat(health(shop).getDetails().get("orders/billing-service")).asString()
			.contains("messages in a row failed", "was not answered in time");
		this.proxy.restore();
		assertAllArrive(shop, IN_FLIGHT);
	}

	@Test
	void whenTheNetworkIsSlowThenEachOrderArrivesOnce() {
		this.proxy.slow(200_000, Duration.ofMillis(20));
		ConfigurableApplicationContext shop = shop();
		publish(shop, 0, 2 * MESSAGES);
		assertAllArrive(shop, 0);
	}

	@Test
	void whenTheSubscriberIsAwayAtTheStartThenTheApplicationStartsAndSaysSoAndSendsOnceItIsThere() {
		this.proxy.cut();
		ConfigurableApplicationContext shop = shop();
		publish(shop, 0, 2 * MESSAGES);
		PATIENCE.until("the circuit to open", () -> health(shop).getStatus().equals(Status.DOWN));
		assertThat(health(shop).getDetails().get("orders/billing-service")).asString()
			.contains("messages in a row failed", "POST " + Applications.url(this.proxy.port()) + " failed");
		assertThat(payloads()).isEmpty();
		this.proxy.restore();
		assertAllArrive(shop, 0);
		PATIENCE.until("the circuit to close", () -> health(shop).getStatus().equals(Status.UP));
	}

	private ConfigurableApplicationContext shop() {
		return this.applications.shop(Applications.url(this.proxy.port()), "spring.http.clients.connect-timeout=2s",
				"spring.http.clients.read-timeout=2s", "sprocket.pubsub.circuit-breaker.max-probe-interval=1s");
	}

	private static void publish(ConfigurableApplicationContext shop, int from, int to) {
		PubSub pubSub = shop.getBean(PubSub.class);
		orders(from, to).forEach((order) -> pubSub.publisher().publish("orders", order));
	}

	private static List<String> orders(int from, int to) {
		return IntStream.range(from, to).mapToObj((number) -> "order " + number).toList();
	}

	private void assertAllArrive(ConfigurableApplicationContext shop, int twiceAtMost) {
		PATIENCE.until("the acknowledgments", () -> Applications.lag(shop).messages() == 0);
		List<String> all = orders(0, 2 * MESSAGES);
		assertThat(payloads()).hasSameElementsAs(all).hasSizeBetween(all.size(), all.size() + twiceAtMost);
		assertThat(shop.getBean(PubSub.class).deadLetters("orders", "billing-service").size()).isZero();
	}

	private List<String> payloads() {
		return Applications.orders(this.billing).stream().map(Message::payload).toList();
	}

	private static Health health(ConfigurableApplicationContext shop) {
		return shop.getBean("pubsubHealthIndicator", HealthIndicator.class).health();
	}

}
