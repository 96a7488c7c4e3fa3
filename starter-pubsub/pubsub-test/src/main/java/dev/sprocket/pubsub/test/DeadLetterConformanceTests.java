// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import dev.sprocket.pubsub.DeadLetterHeaders;
import dev.sprocket.pubsub.DeadLetterPolicy;
import dev.sprocket.pubsub.Message;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.PublishResult;
import dev.sprocket.pubsub.RejectMessageException;
import dev.sprocket.pubsub.SubscriptionSpec;
import dev.sprocket.pubsub.spi.Capability;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Group F of the conformance suite: dead letters.
 */
abstract class DeadLetterConformanceTests extends ConformanceTests {

	@Test
	@DisplayName("F1 body, key, headers and content type are as they were published")
	void f1BodyAndHeadersAreAsTheyWerePublished() {
		byte[] body = { 0, -1, 127, -128 };
		Instance instance = start();
		RecordingHandler<byte[]> dead = bury(instance);
		instance.subscribe(SubscriptionSpec.of(topic(), "g", byte[].class).retry(attempts(1)), failing());
		instance.publish(message(body).key("k").header("mine", "ü").header("empty", "").contentType("image/x-odd"));
		awaitInTime(dead, 1);
		Message<byte[]> letter = dead.messages().get(0);
		assertThat(letter.payload()).isEqualTo(body);
		assertThat(letter.key()).isEqualTo("k");
		assertThat(letter.contentType()).isEqualTo("image/x-odd");
		assertThat(letter.headers()).containsEntry("mine", "ü").containsEntry("empty", "");
		assertThat(letter.headers().keySet())
			.allMatch((name) -> name.startsWith("dlq-") || name.equals("mine") || name.equals("empty"));
	}

	@Test
	@DisplayName("F2 the headers say why, where, when and how often")
	void f2HeadersSayWhyWhereWhenAndHowOften() {
		Instance instance = start();
		RecordingHandler<byte[]> dead = bury(instance);
		Instant before = harness().clock().instant();
		instance.subscribe(spec("g").handler("Orders.bill")
			.retry(attempts(2))
			.deadLetter(DeadLetterPolicy.DEFAULT.withStackTrace()), failing());
		PublishResult result = instance.publish(topic(), "x");
		awaitInTime(dead, 1);
		Map<String, String> headers = dead.messages().get(0).headers();
		assertThat(headers).containsEntry(DeadLetterHeaders.REASON, "exhausted")
			.containsEntry(DeadLetterHeaders.ERROR_TYPE, "java.lang.IllegalStateException")
			.containsEntry(DeadLetterHeaders.ERROR_MESSAGE, "failed on purpose")
			.containsEntry(DeadLetterHeaders.TOPIC, topic())
			.containsEntry(DeadLetterHeaders.GROUP, "g")
			.containsEntry(DeadLetterHeaders.HANDLER, "Orders.bill")
			.containsEntry(DeadLetterHeaders.ATTEMPTS, "2")
			.containsEntry(DeadLetterHeaders.MESSAGE_ID, result.messageId());
		assertThat(headers.get(DeadLetterHeaders.ERROR_STACK)).contains("IllegalStateException", "ConformanceTests");
		assertThat(headers.get(DeadLetterHeaders.POSITION)).isNotEmpty();
		Instant first = Instant.parse(headers.get(DeadLetterHeaders.FIRST_FAILED_AT));
		assertThat(first).isAfterOrEqualTo(before.minusMillis(1));
		assertThat(Instant.parse(headers.get(DeadLetterHeaders.LAST_FAILED_AT))).isAfterOrEqualTo(first);
	}

	@Test
	@DisplayName("F4 while the dead letter cannot be stored the message is not given up")
	void f4MessageIsNotGivenUpWhileItsDeadLetterCannotBeStored() {
		Instance instance = start();
		instance.backend().failSends(Integer.MAX_VALUE, ErrorKind.UNAVAILABLE, (sent) -> sent.topic().endsWith(".dlq"));
		RecordingHandler<byte[]> dead = bury(instance);
		RecordingHandler<String> handler = failing();
		instance.subscribe(spec("g").lease(beats(6), beats(10_000)).retry(attempts(2)), handler);
		publish(instance, 1);
		awaitInTime(handler, 2);
		neverMore(dead, 0);
		instance.backend().heal();
		awaitInTime(dead, 1);
		neverMore(dead, 1);
	}

	@Test
	@DisplayName("F5 one failure makes exactly one dead letter")
	void f5OneFailureMakesExactlyOneDeadLetter() {
		Instance instance = start();
		RecordingHandler<byte[]> dead = bury(instance);
		instance.subscribe(spec("g").concurrency(4).retry(attempts(2)), failing());
		List<String> published = publish(instance, 20);
		awaitInTime(dead, 20);
		neverMore(dead, 20);
		assertThat(dead.messages()).extracting(DeadLetterConformanceTests::text)
			.containsExactlyInAnyOrderElementsOf(published);
	}

	@Test
	@DisplayName("F6 the dead letters of one group do not affect another")
	@Requires(Capability.GROUPS)
	void f6DeadLettersOfOneGroupDoNotAffectAnother() {
		Instance instance = start();
		RecordingHandler<byte[]> dead = bury(instance);
		RecordingHandler<byte[]> deadOfOther = recorder();
		RecordingHandler<String> other = recorder();
		instance.subscribe(deadLetters("other"), deadOfOther);
		instance.subscribe(spec("other"), other);
		instance.subscribe(spec("g").retry(attempts(1)), failing());
		publish(instance, 5);
		awaitInTime(dead, 5);
		awaitInTime(other, 5);
		neverMore(other, 5);
		assertThat(deadOfOther.count()).isZero();
	}

	@Test
	@DisplayName("F7 what cannot be decoded goes to the dead letters at once, with its raw bytes")
	void f7UndecodableGoesToTheDeadLettersWithItsRawBytes() {
		byte[] noText = { (byte) 0xC3, (byte) 0x28, (byte) 0xFF };
		assertUndecodable(Order.class, message("no json").contentType("application/json"));
		assertUndecodable(Order.class, message("{\"id\":[]}").contentType("application/json"));
		assertUndecodable(Order.class, message("<xml/>").contentType("application/x-nobody-knows"));
		assertUndecodable(String.class, message(noText).contentType("text/plain;charset=utf-8"));
	}

	@Test
	@DisplayName("F8 the topic of the dead letters can be named")
	void f8TopicOfTheDeadLettersCanBeNamed() {
		Instance instance = start();
		String own = topic("own");
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(SubscriptionSpec.of(own, "undertaker", byte[].class), dead);
		instance.subscribe(spec("g").retry(attempts(1)).deadLetter(DeadLetterPolicy.DEFAULT.topic(own)), failing());
		publish(instance, 1);
		awaitInTime(dead, 1);
	}

	@Test
	@DisplayName("F8 an invalid topic of dead letters is refused at start")
	void f8InvalidTopicOfDeadLettersIsRefused() {
		SubscriptionSpec<String> spec = spec("g").deadLetter(DeadLetterPolicy.DEFAULT.topic("no good/name"));
		Instance instance = start();
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> instance.subscribe(spec, recorder()))
			.withMessageContaining("no good/name")
			.satisfies((exception) -> assertThat(exception.kind()).isEqualTo(ErrorKind.INVALID));
	}

	@Test
	@DisplayName("F9 a handler rejects: dead letter at once, with its reason")
	void f9RejectedGoesToTheDeadLettersAtOnce() {
		Instance instance = start();
		RecordingHandler<byte[]> dead = bury(instance);
		RecordingHandler<String> handler = recorder((message, acknowledgment) -> {
			if (message.payload().equals("m0")) {
				acknowledgment.reject("no such account");
				return;
			}
			throw new RejectMessageException("no such account");
		});
		instance.subscribe(spec("g"), handler);
		publish(instance, 2);
		awaitInTime(dead, 2);
		neverMore(handler, 2);
		assertThat(dead.messages())
			.allSatisfy((letter) -> assertThat(letter.headers()).containsEntry(DeadLetterHeaders.REASON, "rejected")
				.containsEntry(DeadLetterHeaders.ERROR_MESSAGE, "no such account"));
	}

	@Test
	@ResourceLock(Resources.SYSTEM_OUT)
	@DisplayName("F10 without dead letters a message is dropped with an error in the log, never silently")
	void f10WithoutDeadLettersTheDropIsLogged() {
		Instance instance = start();
		RecordingHandler<String> handler = failing();
		ByteArrayOutputStream log = new ByteArrayOutputStream();
		PrintStream console = System.out;
		System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
		try {
			instance.subscribe(spec("g").retry(attempts(2)).deadLetter(DeadLetterPolicy.NONE), handler);
			String id = instance.publish(topic(), "x").messageId();
			awaitInTime(handler, 2);
			patience().until("the line in the log",
					() -> log.toString(StandardCharsets.UTF_8)
						.lines()
						.anyMatch((line) -> line.contains("ERROR") && line.contains(topic()) && line.contains(id)));
		}
		finally {
			System.setOut(console);
		}
		neverMore(handler, 2);
		assertThat(instance.backend().sent()).hasSize(1);
	}

	@Test
	@DisplayName("F11 the number of dead letters can be read")
	@Requires(Capability.LAG)
	void f11NumberOfDeadLettersCanBeRead() {
		Instance instance = start();
		instance.subscribe(deadLetters("g"), recorder()).close();
		instance.subscribe(spec("g").concurrency(4).retry(attempts(1)), failing());
		publish(instance, 7);
		patience().until("the dead letters", harness(),
				() -> instance.backend().lag(topic() + ".g.dlq", "undertaker").messages() == 7);
	}

	private RecordingHandler<byte[]> bury(Instance instance) {
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(deadLetters("g"), dead);
		return dead;
	}

	private <T> void assertUndecodable(Class<T> type, OutgoingMessage message) {
		String topic = topic("undecodable");
		Instance instance = start();
		RecordingHandler<T> handler = recorder();
		RecordingHandler<byte[]> dead = recorder();
		instance.subscribe(SubscriptionSpec.of(topic + ".g.dlq", "undertaker", byte[].class), dead);
		instance.subscribe(SubscriptionSpec.of(topic, "g", type), handler);
		instance.publish(new OutgoingMessage(topic, message.payload(), null, Map.of(), null, null, null, null,
				message.contentType()));
		awaitInTime(dead, 1);
		assertThat(handler.count()).isZero();
		assertThat(dead.messages().get(0).payload()).isEqualTo((message.payload() instanceof byte[] bytes) ? bytes
				: message.payload().toString().getBytes(StandardCharsets.UTF_8));
		assertThat(dead.messages().get(0).headers()).containsEntry(DeadLetterHeaders.REASON, "undecodable");
		assertThat(dead.messages().get(0).contentType()).isEqualTo(message.contentType());
	}

	private static String text(Message<byte[]> message) {
		return new String(message.payload(), StandardCharsets.UTF_8);
	}

	/**
	 * A payload that travels as JSON.
	 *
	 * @param id an id
	 */
	record Order(String id) {

	}

}
