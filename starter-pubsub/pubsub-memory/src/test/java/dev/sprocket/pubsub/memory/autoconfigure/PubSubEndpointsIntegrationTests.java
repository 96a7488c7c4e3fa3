// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.Publisher;
import dev.sprocket.pubsub.Retry;
import dev.sprocket.pubsub.Subscribe;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Ordering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The endpoints {@code subscriptions} and {@code deadletters} as an operator sees them.
 */
class PubSubEndpointsIntegrationTests {

	private static final HttpClient client = HttpClient.newHttpClient();

	private ConfigurableApplicationContext application;

	private Handler handler;

	@BeforeEach
	void start() {
		this.application = new SpringApplicationBuilder(Handler.class).run("--sprocket.management.token=secret",
				"--management.server.port=0", "--sprocket.pubsub.backend=memory");
		this.handler = this.application.getBean(Handler.class);
	}

	@AfterEach
	void stop() {
		this.application.close();
	}

	@Test
	void whenOperatorAsksThenSubscriptionsAreShownWithTheirPolicy() throws Exception {
		JsonNode subscription = get("subscriptions").at("/subscriptions/0");
		assertThat(subscription.at("/topic").asString()).isEqualTo("orders");
		assertThat(subscription.at("/group").asString()).isEqualTo("billing");
		assertThat(subscription.at("/handler").asString()).contains("bill");
		assertThat(subscription.at("/state").asString()).isEqualTo("RUNNING");
		assertThat(subscription.at("/concurrency").asInt()).isEqualTo(4);
		assertThat(subscription.at("/lag").asInt()).isZero();
		assertThat(subscription.at("/attempts").asInt()).isEqualTo(1);
		assertThat(subscription.at("/deadLetters").asBoolean()).isTrue();
	}

	@Test
	void whenOperatorPausesThenMessagesWaitUntilItGoesOn() throws Exception {
		this.handler.healed.set(true);
		JsonNode changed = post("subscriptions/orders/billing",
				"{\"paused\":true,\"concurrency\":2,\"rateLimit\":100}");
		assertThat(changed.at("/subscriptions/0/state").asString()).isEqualTo("PAUSED");
		assertThat(changed.at("/subscriptions/0/concurrency").asInt()).isEqualTo(2);
		assertThat(changed.at("/subscriptions/0/rateLimit").asInt()).isEqualTo(100);
		publish("x");
		await().until(() -> get("subscriptions").at("/subscriptions/0/lag").asInt() == 1);
		assertThat(this.handler.handled).isEmpty();
		post("subscriptions/orders/billing", "{\"paused\":false}");
		await().until(() -> this.handler.handled.equals(List.of("x")));
	}

	@Test
	void whenNobodyReadsAGroupAnyMoreThenItIsRemoved() throws Exception {
		List<String> handled = new CopyOnWriteArrayList<>();
		Subscription former = subscribe("former", handled);
		assertThat(mistake("DELETE", "subscriptions/orders/former", ""))
			.isEqualTo("Topic orders, group former: not removed, because it is subscribed to here; "
					+ "close the subscription first");
		former.close();
		publish("before");
		assertThat(missing("DELETE", "subscriptions/orders/formr", ""))
			.isEqualTo("Topic orders, group formr: not removed, because there is no such group");
		assertThat(send("DELETE", "subscriptions/orders/former", "").statusCode()).isEqualTo(200);
		assertThat(missing("DELETE", "subscriptions/orders/former", "")).contains("there is no such group");
		subscribe("former", handled);
		publish("after");
		await().until(() -> !handled.isEmpty());
		assertThat(handled).containsExactly("after");
	}

	@Test
	void whenOperatorIsMistakenThenTheAnswerSaysHow() throws Exception {
		assertThat(missing("POST", "subscriptions/orders/nobody", "{\"paused\":true}"))
			.isEqualTo("Topic orders, group nobody: this instance has no such subscription");
		assertThat(mistake("GET", "deadletters/orders/billing?max=0", "")).contains("at least 1, not for 0");
		for (String where : List.of("tenant", "tenant=a", "header.=a", "failedFrom=yesterday")) {
			String path = "deadletters/orders/billing?where=" + where;
			String said = "The condition '" + where + "' on dead letters cannot be read: ";
			assertThat(mistake("GET", path, "")).startsWith(said);
			assertThat(mistake("DELETE", path, "")).startsWith(said);
		}
		assertThat(mistake("GET", "deadletters/orders/no%20group", "")).contains("'no group'");
		assertThat(missing("GET", "deadletters/orders/billing/4711", "")).isEqualTo(
				"Topic orders, group billing, dead letters on orders.billing.dlq: there is no letter at position 4711");
	}

	@Test
	void whenPartOfAChangeIsWrongThenNothingIsChanged() throws Exception {
		String path = "subscriptions/orders/billing";
		String who = "Topic orders, group billing: ";
		assertThat(mistake("POST", path, "{\"concurrency\":0}"))
			.isEqualTo(who + "concurrency must be at least 1, not 0");
		assertThat(mistake("POST", path, "{\"concurrency\":2,\"rateLimit\":-1}"))
			.isEqualTo(who + "rateLimit is a number of messages a second, or 0 for none, not -1");
		assertThat(mistake("POST", path, "{}"))
			.isEqualTo(who + "nothing to change; give paused, concurrency or rateLimit, in a JSON object");
		assertThat(mistake("POST", path, "{\"pause\":true,\"concurrency\":2}"))
			.isEqualTo("Endpoint subscriptions: there is no parameter pause here, only paused, concurrency, rateLimit");
		assertThat(get("subscriptions").at("/subscriptions/0/concurrency").asInt()).isEqualTo(4);
	}

	@Test
	void whenAConditionIsMisspeltThenNotAllDeadLettersAreMeant() throws Exception {
		publish("one");
		awaitLetters(1);
		assertThat(mistake("DELETE", "deadletters/orders/billing?were=reason=rejected", ""))
			.isEqualTo("Endpoint deadletters: there is no parameter were here, only where, after, max");
		assertThat(mistake("POST", "deadletters/orders/billing", "{\"reason\":\"rejected\",\"errorType\":\"x\"}"))
			.isEqualTo("Endpoint deadletters: there is no parameter errorType, reason here, "
					+ "only where, after, max, perSecond");
		assertThat(mistake("GET", "deadletters?max=1", ""))
			.isEqualTo("Endpoint deadletters: there is no parameter max here, nor any other");
		assertThat(get("deadletters").at("/queues/0/size").asInt()).isEqualTo(1);
	}

	@Test
	void whenOperatorLooksForDeadLettersThenTheyAreFoundAndRead() throws Exception {
		publish("one");
		publish("two");
		awaitLetters(2);
		JsonNode queue = get("deadletters").at("/queues/0");
		assertThat(queue.at("/deadLetterTopic").asString()).isEqualTo("orders.billing.dlq");
		assertThat(queue.at("/size").asInt()).isEqualTo(2);
		String rejected = "deadletters/orders/billing?where=reason=rejected";
		assertThat(get(rejected).at("/letters")).isEmpty();
		String recent = "deadletters/orders/billing?where=failedFrom=2020-01-01T00:00:00Z&where=header.tenant=a&max=1";
		JsonNode letter = get(recent).at("/letters/0");
		assertThat(letter.at("/reason").asString()).isEqualTo("exhausted");
		assertThat(letter.at("/errorMessage").asString()).isEqualTo("failed on purpose");
		assertThat(letter.at("/headers/tenant").asString()).isEqualTo("a");
		JsonNode read = get("deadletters/orders/billing/" + letter.at("/position").asLong());
		assertThat(read.at("/letter/messageId")).isEqualTo(letter.at("/messageId"));
		assertThat(read.at("/body").asString()).isIn("one", "two");
	}

	@Test
	void whenABodyIsNoTextThenItIsShownInBase64() throws Exception {
		this.application.getBean(Publisher.class)
			.publish(OutgoingMessage.of("orders", new byte[] { 'a', (byte) 0xff }).contentType("text/plain"));
		awaitLetters(1);
		long position = get("deadletters/orders/billing").at("/letters/0/position").asLong();
		JsonNode read = get("deadletters/orders/billing/" + position);
		assertThat(read.at("/letter/reason").asString()).isEqualTo("undecodable");
		assertThat(read.at("/base64").asString()).isEqualTo("Yf8=");
		assertThat(read.at("/body").isNull()).isTrue();
	}

	@Test
	void whenOperatorRedrivesThenTheGroupGetsThemAgain() throws Exception {
		List.of("one", "two", "three").forEach(this::publish);
		awaitLetters(3);
		this.handler.healed.set(true);
		long first = get("deadletters/orders/billing").at("/letters/0/position").asLong();
		JsonNode one = post("deadletters/orders/billing/" + first, "{\"body\":\"edited\"}");
		assertThat(one).hasToString("{\"redriven\":1,\"left\":0,\"gone\":0}");
		JsonNode rest = post("deadletters/orders/billing",
				"{\"where\":\"reason=exhausted,header.tenant=a\",\"perSecond\":1000}");
		assertThat(rest).hasToString("{\"redriven\":2,\"left\":0,\"gone\":0}");
		await().until(() -> this.handler.handled.size() == 3);
		assertThat(this.handler.handled).contains("edited");
		assertThat(post("deadletters/orders/billing/" + first, "{}"))
			.hasToString("{\"redriven\":0,\"left\":0,\"gone\":1}");
	}

	@Test
	void whenOperatorRedrivesOneOfAParkedKeyThenAllOfTheKeyAreCounted() throws Exception {
		this.application.getBean(PubSub.class)
			.subscribe(
					SubscriptionSpec.of("parcels", "billing", String.class)
						.ordering(Ordering.KEY)
						.deadLetter(DeadLetterPolicy.DEFAULT.parkKey(10)),
					(message, acknowledgment) -> acknowledgment.reject("no such account"));
		for (String parcel : List.of("one", "two", "three")) {
			this.application.getBean(Publisher.class).publish(OutgoingMessage.of("parcels", parcel).key("k"));
		}
		await().until(() -> get("deadletters/parcels/billing").at("/letters").size() == 3);
		long last = get("deadletters/parcels/billing").at("/letters/2/position").asLong();
		assertThat(post("deadletters/parcels/billing/" + last, "{}"))
			.hasToString("{\"redriven\":3,\"left\":0,\"gone\":0}");
	}

	@Test
	void whenOperatorDiscardsThenTheyAreGone() throws Exception {
		publish("one");
		publish("two");
		awaitLetters(2);
		long first = get("deadletters/orders/billing").at("/letters/0/position").asLong();
		assertThat(send("DELETE", "deadletters/orders/billing/" + first, "").body()).isEqualTo("{\"discarded\":1}");
		assertThat(send("DELETE", "deadletters/orders/billing", "").body()).isEqualTo("{\"discarded\":1}");
		assertThat(get("deadletters").at("/queues/0/size").asInt()).isZero();
	}

	@Test
	void whenEverythingFailsThenHealthSaysSoUntilOneIsHandled() throws Exception {
		for (int i = 0; i < 10; i++) {
			publish("m" + i);
		}
		await().until(() -> get("subscriptions").at("/subscriptions/0/state").asString().equals("CIRCUIT_OPEN"));
		JsonNode pubsub = get("health").at("/components/pubsub");
		assertThat(pubsub.at("/status").asString()).isEqualTo("DOWN");
		assertThat(pubsub.at("/details/orders~1billing").asString())
			.isEqualTo("10 messages in a row failed, the last with java.lang.IllegalStateException: failed on purpose; "
					+ "one is tried now and then until one is handled");
		this.handler.healed.set(true);
		await().until(() -> get("health").at("/components/pubsub/status").asString().equals("UP"));
		await().until(() -> get("subscriptions").at("/subscriptions/0/lag").asInt() == 0);
	}

	@Test
	void whenTokenIsMissingThenNothingIsShownOrDone() throws Exception {
		for (String path : List.of("subscriptions", "deadletters", "deadletters/orders/billing")) {
			HttpRequest request = HttpRequest.newBuilder(uri(path)).build();
			assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).as(path).isEqualTo(401);
		}
	}

	private Subscription subscribe(String group, List<String> handled) {
		return this.application.getBean(PubSub.class)
			.subscribe(SubscriptionSpec.of("orders", group, String.class),
					(message, acknowledgment) -> handled.add(message.payload()));
	}

	private void publish(String payload) {
		this.application.getBean(Publisher.class).publish(OutgoingMessage.of("orders", payload).header("tenant", "a"));
	}

	private void awaitLetters(int count) {
		await().until(() -> get("deadletters").at("/queues/0/size").asInt() == count);
	}

	private JsonNode get(String path) throws IOException, InterruptedException {
		return JsonMapper.shared().readTree(send("GET", path, "").body());
	}

	private JsonNode post(String path, String body) throws IOException, InterruptedException {
		return JsonMapper.shared().readTree(send("POST", path, body).body());
	}

	private String mistake(String method, String path, String body) throws IOException, InterruptedException {
		return problem(400, send(method, path, body));
	}

	private String missing(String method, String path, String body) throws IOException, InterruptedException {
		return problem(404, send(method, path, body));
	}

	private static String problem(int status, HttpResponse<String> answer) {
		assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		return JsonMapper.shared().readTree(answer.body()).get("detail").asString();
	}

	private HttpResponse<String> send(String method, String path, String body)
			throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri(path))
			.method(method, BodyPublishers.ofString(body))
			.header("Authorization", "Bearer secret")
			.header("Content-Type", "application/json")
			.build();
		return client.send(request, BodyHandlers.ofString());
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:%s/actuator/%s"
			.formatted(this.application.getEnvironment().getProperty("local.management.port"), path));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Handler {

		final AtomicBoolean healed = new AtomicBoolean();

		final List<String> handled = new CopyOnWriteArrayList<>();

		@Subscribe(topic = "orders", group = "billing", concurrency = 4)
		@Retry(attempts = 1)
		void bill(String order) {
			if (!this.healed.get()) {
				throw new IllegalStateException("failed on purpose");
			}
			this.handled.add(order);
		}

	}

}
