// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.Ordering;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReservedHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is sent of an error, under which id.
 */
class DeadLetterMessagesTests {

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	@Test
	void aTextIsCutAtTheLimitAndNotInsideACharacter() {
		assertThat(DeadLetterMessages.sendable("abc", 2)).isEqualTo("ab");
		assertThat(DeadLetterMessages.sendable("äö", 3)).isEqualTo("ä");
		assertThat(DeadLetterMessages.sendable("😀😀", 7)).isEqualTo("😀");
		assertThat(DeadLetterMessages.sendable("abc", -5)).isEmpty();
	}

	@Test
	void whenTwoGroupsGiveUpAMessageThenTheirLettersHaveTwoIds() {
		OutboundMessage one = letter("billing", delivery("m", 7, NOON));
		OutboundMessage other = letter("shipping", delivery("m", 7, NOON));
		assertThat(one.id()).isNotEqualTo(other.id()).isNotEqualTo("m");
		assertThat(one.headers()).containsEntry(ReservedHeaders.ID, one.id())
			.containsEntry(DeadLetterHeaders.MESSAGE_ID, "m");
	}

	@Test
	void whenAMessageDiesAgainThenItsLetterHasAnotherIdUnlessItIsTheSameDelivery() {
		OutboundMessage first = letter("billing", delivery("m", 7, NOON));
		assertThat(letter("billing", delivery("m", 7, NOON)).id()).isEqualTo(first.id());
		assertThat(letter("billing", delivery("m", 8, NOON)).id()).isNotEqualTo(first.id());
		assertThat(letter("billing", delivery("m", 7, NOON.plusSeconds(1))).id()).isNotEqualTo(first.id());
	}

	@Test
	void whenAQueueNumbersItsMessagesAnewThenTheSameDeathHasTheSameId() {
		OutboundMessage first = letter("billing", queued(7, "x", "1"));
		assertThat(letter("billing", queued(8, "x", "1")).id()).isEqualTo(first.id());
		assertThat(letter("billing", queued(7, "y", "1")).id()).isNotEqualTo(first.id());
		assertThat(letter("billing", queued(7, "x", "2")).id()).isNotEqualTo(first.id());
	}

	@Test
	void whenAForeignMessageHasNoIdThenItsTopicIsInTheOneThatIsMadeUp() {
		assertThat(attempt("orders", delivery(null, 7, NOON)).id()).isEqualTo("orders/0/7");
	}

	@Test
	void whenTheHeadersLeaveNoRoomToSayWhatIsMissingThenTheyAreLeftOutToo() {
		String large = "x".repeat(65_000);
		Delivery delivery = new Delivery(new Lane("0"), 7, "token", 1, null, "key", Map.of("large", large), new byte[3],
				NOON);
		BackendException refusal = new BackendException(ErrorKind.TOO_LARGE, "65 KiB are too much", null);
		OutboundMessage letter = letter("billing", delivery);
		OutboundMessage smaller = messages("billing").smaller(letter, refusal);
		assertThat(smaller).isNotNull();
		assertThat(smaller.headers()).doesNotContainKey("large")
			.containsEntry(DeadLetterHeaders.MISSING,
					"its body of 3 bytes and 1 of its headers, refused as TOO_LARGE: 65 KiB are too much")
			.containsEntry(DeadLetterHeaders.POSITION, "0/7");
		assertThat(smaller.id()).isEqualTo(letter.id());
		assertThat(messages("billing").smaller(smaller, refusal)).isNull();
	}

	private static OutboundMessage letter(String group, Delivery delivery) {
		return messages(group).of(attempt("orders", delivery), new Verdict.Dead("rejected", "on purpose", null), null,
				NOON);
	}

	private static DeadLetterMessages messages(String group) {
		return new DeadLetterMessages(SubscriptionSpec.of("orders", group, String.class), "dead", 65_536);
	}

	private static Attempt attempt(String topic, Delivery delivery) {
		RetryDecisions decisions = new RetryDecisions(RetryPolicy.DEFAULT, Clock.systemUTC(), () -> 0,
				new FirstFailures());
		return new Attempt(topic, delivery, 1, Queues.single(Ordering.NONE, 1), decisions);
	}

	private static Delivery delivery(@Nullable String id, long position, Instant publishedAt) {
		Map<String, String> headers = (id != null) ? Map.of(ReservedHeaders.ID, id) : Map.of();
		return new Delivery(new Lane("0"), position, "token", 1, null, null, headers, new byte[0], publishedAt);
	}

	private static Delivery queued(long position, String body, String redrives) {
		return new Delivery(Lane.WHOLE_QUEUE, position, "token", 1, null, null,
				Map.of(ReservedHeaders.ID, "m", ReservedHeaders.REDRIVES, redrives),
				body.getBytes(StandardCharsets.UTF_8), NOON);
	}

	@Test
	void whatNoBrokerTakesBecomesASpace() {
		assertThat(DeadLetterMessages.sendable("a\n\tb\u0000c\ud800d", 100)).isEqualTo("a  b c d");
	}

}
