// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.memory.MemoryBackend;
import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.LaneListener;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.Receiver;
import dev.sprocket.pubsub.spi.ReceiverSpec;
import dev.sprocket.pubsub.spi.ReservedHeaders;
import dev.sprocket.pubsub.spi.Sender;
import dev.sprocket.pubsub.spi.SettleOutcome;
import dev.sprocket.pubsub.spi.Settlement;

import static org.assertj.core.api.Assertions.assertThat;

class HttpEndpointTests {

	private static final String PUSH = """
			{"message":{"data":"aGVsbG8=","attributes":{"tenant":"acme","content-type":"text/plain"},
			"messageId":"2070443601311540","publishTime":"2026-02-26T19:13:55.749Z","orderingKey":"k"},
			"subscription":"projects/p/subscriptions/s","deliveryAttempt":4}""";

	private final HttpRequests requests = new HttpRequests();

	private final Admission open = admission(null, null, true);

	private final Backend store = new MemoryBackend(Clock.systemUTC());

	private final Backend backend = new HttpBackendFactory(() -> this.store, this.requests, this.open).create();

	private final Receiver receiver = this.backend
		.openReceiver(new ReceiverSpec("orders", "billing", Ordering.NONE, Duration.ofSeconds(30)), LaneListener.NONE);

	@AfterEach
	void close() {
		this.receiver.close();
		this.backend.close();
	}

	@Test
	void whenAHandlerIsDoneThenItIsAnswered204AndNotBefore() {
		CompletionStage<Answer> answer = post(this.open, "hello", null);
		Delivery delivery = receive();
		assertThat(delivery.body()).asString().isEqualTo("hello");
		assertThat(answer.toCompletableFuture()).isNotDone();
		assertThat(settle(new Settlement.Ack(delivery))).isEqualTo(SettleOutcome.DONE);
		assertThat(now(answer)).isEqualTo(new Answer(204, null, false, null));
		assertThat(settle(new Settlement.Ack(delivery))).isEqualTo(SettleOutcome.STALE);
	}

	@Test
	void whenRequestsHaveNoIdThenEachIsAnotherMessage() {
		Set<String> ids = new HashSet<>();
		for (int i = 0; i < 3; i++) {
			post(this.open, "hello", null);
			ids.add(receive().headers().get(ReservedHeaders.ID));
		}
		assertThat(ids).hasSize(3).doesNotContainNull().doesNotContain("");
	}

	@Test
	void whenTheStoreFailsThenRequestsAreAnsweredAllTheSame() {
		try (Sender sender = this.backend.openSender()) {
			sender.send(List.of(new OutboundMessage("orders", "1", null, Map.of(), new byte[0], null, null, null)))
				.join();
		}
		Delivery stored = receive();
		CompletionStage<Answer> answer = post(this.open, "hello", null);
		Delivery requested = receive();
		this.store.close();
		assertThat(this.receiver.settle(List.of(new Settlement.Ack(stored), new Settlement.Ack(requested))))
			.extracting(SettleOutcome::status)
			.containsExactly(SettleOutcome.Status.FAILED, SettleOutcome.Status.DONE);
		assertThat(now(answer).status()).isEqualTo(204);
	}

	@Test
	void whenItIsReleasedThenItIsAnswered503WithThePause() {
		CompletionStage<Answer> answer = post(this.open, "hello", null);
		settle(new Settlement.Release(receive(), Duration.ofMillis(1500), true));
		assertThat(now(answer).status()).isEqualTo(503);
		assertThat(now(answer).headers()).containsExactly(Map.entry("Retry-After", "2"),
				Map.entry("Retry-After-Ms", "1500"), Map.entry("Sprocket-Attempted", "true"));
		CompletionStage<Answer> untried = post(this.open, "hello", null);
		settle(new Settlement.Release(receive(), Duration.ZERO, false));
		assertThat(now(untried).headers()).containsExactly(Map.entry("Retry-After", "0"),
				Map.entry("Retry-After-Ms", "0"));
	}

	@Test
	void whenItIsRejectedThenItIsAnswered422WithoutTheReason() {
		CompletionStage<Answer> answer = post(this.open, "hello", null);
		settle(new Settlement.Reject(receive()));
		assertThat(now(answer)).isEqualTo(new Answer(422, null, false, "rejected"));
	}

	@Test
	void whenTheReceiverLeavesThenWhatItHasIsTheSendersAgain() {
		CompletionStage<Answer> taken = post(this.open, "one", null);
		receive();
		CompletionStage<Answer> waiting = post(this.open, "two", null);
		this.receiver.close();
		assertThat(List.of(now(taken), now(waiting)))
			.allMatch((answer) -> answer.status() == 503 && !answer.attempted());
		assertThat(now(post(this.open, "three", null)).status()).isEqualTo(503);
	}

	@Test
	void whenNobodySubscribesThenItIsNotFound() {
		assertThat(now(new HttpEndpoint(this.requests, this.open, Duration.ofSeconds(5), Clock.systemUTC())
			.post("orders", "shipping", new HttpMessage(Map.of(), new byte[0]), null)))
			.isEqualTo(new Answer(404, null, false, "nobody here subscribes to that topic with that group"));
	}

	@Test
	void whenTheSenderIsUnknownThenItIsRefused() {
		Admission strict = admission("s3cret", "Bearer good"::endsWith, false);
		assertThat(now(post(strict, PUSH, null)))
			.isEqualTo(new Answer(401, null, false, "it is neither signed nor has it a token"));
		assertThat(now(post(strict, PUSH, "guess")))
			.isEqualTo(new Answer(401, null, false, "the token is another one"));
		assertThat(now(post(strict, PUSH, null, "authorization", "Bearer bad")))
			.isEqualTo(new Answer(401, null, false, "the bearer token is refused"));
		assertThat(now(post(strict, PUSH, null, "webhook-signature", "v1,AAAA")).status()).isEqualTo(401);
		assertThat(this.receiver.receive(10, Duration.ZERO)).isEmpty();
	}

	@Test
	void whenGooglePushesWithATokenOrABearerThenItIsTaken() {
		Admission strict = admission("s3cret", "good"::equals, false);
		post(strict, PUSH, "s3cret");
		post(strict, PUSH, null, "authorization", "Bearer good");
		for (int i = 0; i < 2; i++) {
			Delivery delivery = receive();
			assertThat(delivery.body()).asString().isEqualTo("hello");
			assertThat(delivery.key()).isEqualTo("k");
			assertThat(delivery.attempt()).isZero();
			assertThat(delivery.headers()).isEqualTo(Map.of("tenant", "acme", "content-type", "text/plain",
					"sprocket-id", "2070443601311540", "sprocket-published-at", "2026-02-26T19:13:55.749Z"));
		}
	}

	@Test
	void whenTheBodyIsNoEnvelopeThenItIsTheMessage() {
		post(this.open, "{\"message\":{\"text\":\"hi\"},\"subscription\":\"gold\"}", null, "content-type",
				"application/json");
		assertThat(receive().body()).asString().isEqualTo("{\"message\":{\"text\":\"hi\"},\"subscription\":\"gold\"}");
	}

	@Test
	void whenDataIsNotInBase64ThenItIsABadRequest() {
		assertThat(now(post(this.open, PUSH.replace("aGVsbG8=", "!"), null)).status()).isEqualTo(400);
	}

	private static Admission admission(@Nullable String token, @Nullable PushVerifier verifier, boolean unsigned) {
		List<String> keys = unsigned ? List.of() : List.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
		return new Admission(SigningKeys.of(keys, Clock.systemUTC()), token, verifier, unsigned);
	}

	private CompletionStage<Answer> post(Admission admission, String body, @Nullable String token, String... header) {
		Map<String, String> headers = (header.length > 0) ? Map.of(header[0], header[1]) : Map.of();
		return new HttpEndpoint(this.requests, admission, Duration.ofSeconds(50), Clock.systemUTC()).post("orders",
				"billing", new HttpMessage(headers, body.getBytes(StandardCharsets.UTF_8)), token);
	}

	private Delivery receive() {
		return this.receiver.receive(1, Duration.ofSeconds(5)).get(0);
	}

	private SettleOutcome settle(Settlement settlement) {
		return this.receiver.settle(List.of(settlement)).get(0);
	}

	private static Answer now(CompletionStage<Answer> answer) {
		assertThat(answer.toCompletableFuture()).isDone();
		return answer.toCompletableFuture().join();
	}

}
