// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.DeadLetterHeaders;
import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.DeadLetterQuery;
import dev.sprocket.pubsub.DeadLetterQueue;
import dev.sprocket.pubsub.FailedMessage;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.RedriveResult;
import dev.sprocket.pubsub.RetryPolicy;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReservedHeaders;
import dev.sprocket.pubsub.test.FaultyBackend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What is redriven of a parked key while the backend fails.
 */
class ParkedKeyTests {

	private static final String LETTERS = "orders.group.dlq";

	private final VirtualClock clock = new VirtualClock();

	private final FaultyBackend backend = new FaultyBackend(new MemoryBackend(this.clock));

	private final PubSub pubSub = new PubSubBuilder(this.backend).clock(this.clock).build();

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private volatile boolean failing;

	@AfterEach
	void close() {
		this.pubSub.close();
	}

	@Test
	void whenTheEndOfWhatWasMovedCannotBeSentThenNothingNewOvertakesIt() {
		try (Subscription first = subscribe(true)) {
			publish("one");
			publish("two");
			DeadLetterQueue letters = this.pubSub.deadLetters(first.topic(), first.group());
			await().until(() -> letters.size() == 2);
			letters.discard(DeadLetterQuery.all().reason("exhausted"));
		}
		send(LETTERS, "mark", Map.of(DeadLetterHeaders.REASON, "redriving", DeadLetterHeaders.TOPIC, "orders",
				DeadLetterHeaders.GROUP, "group", DeadLetterHeaders.PARKED_BY, "mark"));
		send("orders", "end", Map.of(ReservedHeaders.REDRIVE_GROUP, "group", ReservedHeaders.REDRIVE_END, "mark"));
		publish("three");
		this.backend.failSends(1, ErrorKind.UNAVAILABLE,
				(message) -> message.headers().containsKey(ReservedHeaders.REDRIVE_END));
		subscribe(false);
		await().until(() -> {
			this.clock.advance(Duration.ofSeconds(1));
			return this.handled.size() == 3;
		});
		assertThat(this.handled).containsExactly("one", "two", "three");
	}

	@Test
	void whenLettersLackTheirBodiesThenTheirKeyStaysUntilEachIsMended() {
		this.backend.failSends(Integer.MAX_VALUE, ErrorKind.TOO_LARGE, (message) -> message.topic().equals(LETTERS)
				&& new String(message.body(), StandardCharsets.UTF_8).contains("large"));
		DeadLetterQueue letters;
		try (Subscription first = subscribe(true)) {
			List.of("one", "large", "three", "large").forEach(this::publish);
			letters = this.pubSub.deadLetters(first.topic(), first.group());
			await().until(() -> letters.size() == 4);
		}
		assertThat(letters.redrive(DeadLetterQuery.all(), 0)).isEqualTo(new RedriveResult(0, 4, 0));
		List<FailedMessage> found = letters.find(DeadLetterQuery.all());
		assertThat(found).extracting((letter) -> letter.missing() == null).containsExactly(true, false, true, false);
		for (FailedMessage behind : found.subList(1, 4)) {
			assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> letters.redrive(behind.position()))
				.withMessageContaining("letter " + found.get(1).position()
						+ " cannot be redriven as it is, because it lacks its body");
		}
		assertThat(letters.size()).isEqualTo(4);
		assertThat(letters.redrive(found.get(1).position(), ParkedKeyTests::mended)).isEqualTo(3);
		subscribe(false);
		await().until(() -> this.handled.contains("three") && letters.size() == 1);
		publish("five");
		await().until(() -> letters.size() == 2);
		assertThat(letters.redrive(found.get(3).position(), ParkedKeyTests::mended)).isEqualTo(2);
		await().until(() -> letters.size() == 0 && this.handled.contains("five"));
		assertThat(this.handled).containsExactly("one", "one", "mended", "three", "mended", "five");
	}

	@Test
	void whenAKeyMayNotGoThenItTakesNobodysPlace() {
		this.backend.failSends(Integer.MAX_VALUE, ErrorKind.TOO_LARGE, (message) -> message.topic().equals(LETTERS)
				&& new String(message.body(), StandardCharsets.UTF_8).contains("large"));
		Subscription first = subscribe(true);
		publish("one");
		publish("large");
		DeadLetterQueue letters = this.pubSub.deadLetters(first.topic(), first.group());
		await().until(() -> letters.size() == 2);
		this.pubSub.publisher().publish(OutgoingMessage.of("orders", "other").key("other"));
		await().until(() -> letters.size() == 3);
		first.close();
		assertThat(letters.redrive(DeadLetterQuery.all().max(1), 0)).isEqualTo(new RedriveResult(1, 2, 0));
	}

	@Test
	void whenAnEditIsRefusedThenNothingOfItsKeyIsSent() {
		DeadLetterQueue letters;
		try (Subscription first = subscribe(true)) {
			publish("one");
			publish("two");
			letters = this.pubSub.deadLetters(first.topic(), first.group());
			await().until(() -> letters.size() == 2);
		}
		long second = letters.find(DeadLetterQuery.all()).get(1).position();
		assertThatExceptionOfType(PubSubException.class)
			.isThrownBy(() -> letters.redrive(second, (message) -> OutgoingMessage.of("elsewhere", "x")))
			.withMessageContaining("goes back to its topic, not to elsewhere");
		assertThat(letters.find(DeadLetterQuery.all())).hasSize(2);
		assertThat(this.backend.lag("orders", "group").messages()).isZero();
	}

	private static OutgoingMessage mended(OutgoingMessage message) {
		return OutgoingMessage.of("orders", "mended").key("key");
	}

	@Test
	void whenWhatFollowsARedriveLacksItsBodyThenItsKeyStaysParked() {
		this.backend.failSends(Integer.MAX_VALUE, ErrorKind.TOO_LARGE, (message) -> message.topic().equals(LETTERS)
				&& new String(message.body(), StandardCharsets.UTF_8).contains("large"));
		DeadLetterQueue letters;
		try (Subscription first = subscribe(true)) {
			publish("one");
			letters = this.pubSub.deadLetters(first.topic(), first.group());
			await().until(() -> letters.size() == 1);
		}
		// fetched before what is redriven, so parked while that is under way
		publish("large");
		publish("three");
		assertThat(letters.redrive(DeadLetterQuery.all(), 0)).isEqualTo(new RedriveResult(1, 0, 0));
		subscribe(false);
		await().until(() -> letters.size() == 2 && this.handled.size() == 2);
		assertThat(letters.find(DeadLetterQuery.all())).extracting(FailedMessage::reason)
			.containsExactly("parked", "parked");
		publish("four");
		await().until(() -> letters.size() == 3);
		assertThat(this.handled).containsExactly("one", "one");
	}

	@Test
	void whenTheHandlerTakesDeliveriesThenAKeyThatWasRedrivenGoesOn() {
		this.failing = true;
		this.pubSub.subscribe(parking(Delivery.class), (message, ack) -> {
			this.handled.add(new String(message.payload().body(), StandardCharsets.UTF_8));
			if (this.failing) {
				throw new IllegalStateException("on purpose");
			}
		});
		publish("one");
		DeadLetterQueue letters = this.pubSub.deadLetters("orders", "group");
		await().until(() -> letters.size() == 1);
		this.failing = false;
		assertThat(letters.redrive(DeadLetterQuery.all(), 0)).isEqualTo(new RedriveResult(1, 0, 0));
		publish("two");
		await().until(() -> letters.size() == 0 && this.handled.size() == 3);
		assertThat(this.handled).allMatch((body) -> body.contains("one") || body.contains("two"));
	}

	private Subscription subscribe(boolean fails) {
		return this.pubSub.subscribe(parking(String.class), (message, ack) -> {
			this.handled.add(message.payload());
			if (fails) {
				throw new IllegalStateException("on purpose");
			}
		});
	}

	private static <T> SubscriptionSpec<T> parking(Class<T> type) {
		return SubscriptionSpec.of("orders", "group", type)
			.ordering(Ordering.KEY)
			.deadLetter(DeadLetterPolicy.DEFAULT.parkKey(100))
			.retry(RetryPolicy.NONE);
	}

	private void publish(String payload) {
		this.pubSub.publisher().publish(OutgoingMessage.of("orders", payload).key("key"));
	}

	private void send(String topic, String id, Map<String, String> headers) {
		OutboundMessage message = new OutboundMessage(topic, id, "key", with(headers, id), new byte[0], null, null,
				null);
		assertThat(this.backend.openSender().send(List.of(message)).join().get(0).failure()).isNull();
	}

	private static Map<String, String> with(Map<String, String> headers, String id) {
		Map<String, String> all = new HashMap<>(headers);
		all.put(ReservedHeaders.ID, id);
		return all;
	}

}
