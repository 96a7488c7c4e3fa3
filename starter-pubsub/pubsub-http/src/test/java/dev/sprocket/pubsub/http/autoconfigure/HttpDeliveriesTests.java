// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http.autoconfigure;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.HttpClientSettings;
import org.springframework.web.client.RestClient;

import dev.sprocket.pubsub.CircuitBreakerPolicy;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.content.CloudEventMode;
import dev.sprocket.pubsub.content.CloudEventPolicy;
import dev.sprocket.pubsub.http.Answer;
import dev.sprocket.pubsub.http.EventFormat;
import dev.sprocket.pubsub.http.HttpMessage;
import dev.sprocket.pubsub.http.HttpPoster;
import dev.sprocket.pubsub.http.SigningKeys;
import dev.sprocket.pubsub.http.autoconfigure.HttpPubSubProperties.TargetProperties;
import dev.sprocket.pubsub.memory.MemoryBackend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.test.FaultProxy;
import dev.sprocket.pubsub.test.Patience;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which requests are attempts for whoever receives them.
 */
class HttpDeliveriesTests {

	private static final Patience PATIENCE = Patience.DEFAULT;

	private static final String TOPIC = "deliveries";

	private static final String GROUP = "billing";

	private static final CloudEventPolicy EVENTS = new CloudEventPolicy(CloudEventMode.NONE, "/shop", null);

	private static final Duration PAUSE = Duration.ofMillis(10);

	/** What a proxy says, or a server that is no receiver. */
	private static final Answer FOREIGN = new Answer(503, null, false, null);

	private final ReceivingInstance instance = new ReceivingInstance(List.of(HttpHarness.KEY));

	private final PubSub receiving = new PubSubBuilder(this.instance.backend()).build();

	private final Queue<Answer> before = new ConcurrentLinkedQueue<>();

	private final URI url = LoopbackServer.get().url(TOPIC, GROUP, this::post);

	private final FaultProxy proxy = new FaultProxy("127.0.0.1", this.url.getPort());

	private final AtomicInteger requests = new AtomicInteger();

	private final List<ErrorKind> failures = new CopyOnWriteArrayList<>();

	private final List<Integer> attempts = new CopyOnWriteArrayList<>();

	private @Nullable PubSub posting;

	@AfterEach
	void close() {
		LoopbackServer.get().remove(TOPIC);
		if (this.posting != null) {
			this.posting.close();
		}
		this.receiving.close();
		this.proxy.close();
	}

	@Test
	void whenSomebodyElseAnswersForTheReceiverThenItsHandlerHasTheFirstAttempt() {
		this.before.addAll(Collections.nCopies(31, FOREIGN));
		handle(1);
		publish(CircuitBreakerPolicy.NONE);
		PATIENCE.until("the message", () -> !this.attempts.isEmpty());
		assertThat(this.attempts).containsExactly(1);
		assertThat(this.receiving.deadLetters(TOPIC, GROUP).size()).isZero();
	}

	@Test
	void whenAHandlerFailsThenItsAttemptsCountAndWhatIsAnsweredBetweenDoesNot() {
		handle(3);
		this.before.addAll(List.of(FOREIGN, FOREIGN));
		publish(CircuitBreakerPolicy.NONE);
		PATIENCE.until("all attempts", () -> this.attempts.size() == 3);
		assertThat(this.attempts).containsExactly(1, 2, 3);
		assertThat(this.requests).hasValue(5);
	}

	@Test
	void whenNobodyCanBeReachedWhileTheCircuitIsOpenThenNoAttemptIsTakenOff() {
		handle(3);
		this.proxy.cut();
		publish(new CircuitBreakerPolicy(1, Duration.ofMillis(10), Duration.ofMillis(10)));
		PATIENCE.until("refused probes", () -> this.failures.size() > 10);
		this.proxy.restore();
		PATIENCE.until("all attempts", () -> this.attempts.size() == 3);
		assertThat(this.attempts).containsExactly(1, 2, 3);
	}

	@Test
	void whenARequestWasSentAndNotAnsweredThenItIsAnAttempt() {
		handle(1);
		this.proxy.halfOpen();
		publish(CircuitBreakerPolicy.NONE);
		PATIENCE.until("the time-out", () -> this.failures.contains(ErrorKind.TIMEOUT));
		this.proxy.restore();
		PATIENCE.until("the message", () -> !this.attempts.isEmpty());
		assertThat(this.attempts).allSatisfy((attempt) -> assertThat(attempt).isGreaterThan(1));
	}

	private CompletionStage<Answer> post(String topic, String group, HttpMessage request, @Nullable String token) {
		this.requests.incrementAndGet();
		Answer answer = this.before.poll();
		return (answer != null) ? CompletableFuture.completedFuture(answer)
				: this.instance.post(topic, group, request, token);
	}

	// Fails until then.

	private void handle(int lastAttempt) {
		SubscriptionSpec<String> spec = SubscriptionSpec.of(TOPIC, GROUP, String.class)
			.retry(RetryPolicy.fixed(5, PAUSE));
		this.receiving.subscribe(spec, (message, acknowledgment) -> {
			this.attempts.add(message.attempt());
			if (message.attempt() < lastAttempt) {
				throw new IllegalStateException("on purpose");
			}
		});
	}

	private void publish(CircuitBreakerPolicy circuit) {
		HttpDeliveries deliveries = new HttpDeliveries(
				new HttpPoster(client(), SigningKeys.of(List.of(HttpHarness.KEY), Clock.systemUTC()),
						EventFormat.BINARY, (topic) -> EVENTS, Clock.systemUTC()),
				RetryPolicy.fixed(Integer.MAX_VALUE, PAUSE));
		URI proxied = URI.create("http://127.0.0.1:" + this.proxy.port() + this.url.getPath());
		PubSub shop = new PubSubBuilder(new MemoryBackend(Clock.systemUTC())).circuitBreaker(circuit).build();
		this.posting = shop;
		shop.subscribe(deliveries.spec(TOPIC, new TargetProperties("url", proxied, Ordering.KEY, 1)),
				(message, acknowledgment) -> {
					try {
						deliveries.deliver(proxied, message);
					}
					catch (BackendException ex) {
						this.failures.add(ex.kind());
						throw ex;
					}
				});
		shop.publisher().publish(TOPIC, "hello");
	}

	private static RestClient client() {
		HttpClientSettings settings = HttpClientSettings.defaults()
			.withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(2));
		return RestClient.builder().requestFactory(ClientHttpRequestFactoryBuilder.jdk().build(settings)).build();
	}

}
