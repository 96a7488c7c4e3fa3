// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubBuilder;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.PublishAllResult;
import dev.sprocket.pubsub.PublishResult;
import dev.sprocket.pubsub.spi.ErrorKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What a publisher refuses, in words, before it asks the backend.
 */
class PublishChecksTests {

	private final Spans spans = new Spans();

	private final PubSub pubSub = new PubSubBuilder(new MemoryBackend(new VirtualClock()))
		.observationRegistry(this.spans.registry())
		.build();

	@AfterEach
	void close() {
		this.pubSub.close();
	}

	@Test
	@SuppressWarnings("NullAway")
	void whenThePayloadIsNullThenItIsRefused() {
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> OutgoingMessage.of("orders", null))
			.withMessage("Topic orders: the payload is null; publish a value, for example an empty String")
			.satisfies((refusal) -> assertThat(refusal.kind()).isEqualTo(ErrorKind.INVALID));
	}

	@Test
	void whenAHeaderHasNoValueThenItIsRefused() {
		Map<String, String> headers = new HashMap<>();
		headers.put("mine", null);
		assertRefused(new OutgoingMessage("orders", "x", null, headers, null, null, null, null, null),
				"Topic orders: header 'mine' cannot be sent: its value is null");
	}

	@Test
	void whenADeduplicationIdOrAContentTypeHoldsAControlCharacterThenItIsRefused() {
		assertRefused(message().deduplicationId("a\u0000"),
				"Topic orders: header 'deduplication id' cannot be sent: its value holds the control character U+0000 at 1");
		assertRefused(message().contentType("text/plain\n"),
				"Topic orders: header 'content-type' cannot be sent: its value holds the control character U+000A at 10");
	}

	@Test
	void whenADelayIsBeyondTheCalendarThenItIsRefused() {
		assertRefused(message().deliverAt(Instant.MAX), "Topic orders: a delay of ");
		assertRefused(message().deliverAfter(Duration.ofSeconds(Long.MAX_VALUE)), "Topic orders: a delay of ");
		assertThat(this.pubSub.publisher().publish(message().deliverAt(Instant.MIN))).isNotNull();
	}

	@Test
	void whenATimeToLiveIsBeyondTheCalendarThenItIsRefused() {
		assertRefused(message().timeToLive(Duration.ofDays(4_000_000)),
				"Topic orders: a time to live of PT96000000H is "
						+ "beyond the year 9999; leave it out for a message that does not expire");
		assertRefused(message().timeToLive(Duration.ofSeconds(Long.MAX_VALUE)), "Topic orders: a time to live of ");
	}

	@Test
	void whenAMessageCannotBeEncodedThenItsSpanEndsAndItsFutureFails() {
		OutgoingMessage message = OutgoingMessage.of("orders", new Hostile());
		CompletableFuture<PublishResult> future = this.pubSub.publisher().publishAsync(message);
		assertThat(future).failsWithin(Duration.ofSeconds(10))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(PubSubException.class)
			.withMessageContaining("Topic orders: ");
		assertThat(this.spans.open()).isEmpty();
	}

	@Test
	void whenABatchIsEmptyThenItIsComplete() {
		PublishAllResult result = this.pubSub.publisher().publishAll(List.of());
		assertThat(result.isComplete()).isTrue();
	}

	private static OutgoingMessage message() {
		return OutgoingMessage.of("orders", "x");
	}

	private void assertRefused(OutgoingMessage message, String words) {
		assertThatExceptionOfType(PubSubException.class).isThrownBy(() -> this.pubSub.publisher().publish(message))
			.withMessageStartingWith(words)
			.satisfies((refusal) -> assertThat(refusal.kind()).isEqualTo(ErrorKind.INVALID));
	}

	/**
	 * A text that cannot be read.
	 */
	private static final class Hostile implements CharSequence {

		@Override
		public int length() {
			return 1;
		}

		@Override
		public char charAt(int index) {
			return 'x';
		}

		@Override
		public CharSequence subSequence(int start, int end) {
			return this;
		}

		@Override
		public String toString() {
			throw new IllegalStateException("on purpose");
		}

	}

	/**
	 * Remembers what was started and not stopped.
	 */
	private static final class Spans implements ObservationHandler<Observation.Context> {

		private final List<Observation.Context> open = new CopyOnWriteArrayList<>();

		ObservationRegistry registry() {
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig().observationHandler(this);
			return registry;
		}

		List<Observation.Context> open() {
			return this.open;
		}

		@Override
		public void onStart(Observation.Context context) {
			this.open.add(context);
		}

		@Override
		public void onStop(Observation.Context context) {
			this.open.remove(context);
		}

		@Override
		public boolean supportsContext(Observation.Context context) {
			return true;
		}

	}

}
