// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.spi.Delivery;
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

	private static OutboundMessage letter(String group, Delivery delivery) {
		SubscriptionSpec<String> spec = SubscriptionSpec.of("orders", group, String.class);
		return new DeadLetterMessages(spec, "dead", 65_536).of(attempt("orders", delivery),
				new Verdict.Dead("rejected", "on purpose", null), null, NOON);
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
