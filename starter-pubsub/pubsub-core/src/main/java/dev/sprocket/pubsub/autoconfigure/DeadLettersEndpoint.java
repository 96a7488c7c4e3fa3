// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import dev.sprocket.pubsub.DeadLetterQueue;
import dev.sprocket.pubsub.FailedMessage;
import dev.sprocket.pubsub.OutgoingMessage;
import dev.sprocket.pubsub.PubSub;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.RedriveResult;
import dev.sprocket.pubsub.Subscription;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Shows dead letters, has them tried again and discards them.
 */
@Endpoint(id = "deadletters")
final class DeadLettersEndpoint {

	private final PubSub pubSub;

	DeadLettersEndpoint(PubSub pubSub) {
		this.pubSub = pubSub;
	}

	@ReadOperation
	QueuesDescriptor queues() {
		return new QueuesDescriptor(this.pubSub.subscriptions()
			.stream()
			.filter((subscription) -> subscription.spec().deadLetter().enabled())
			.map(this::queue)
			.distinct()
			.toList());
	}

	private QueueDescriptor queue(Subscription subscription) {
		try {
			DeadLetterQueue letters = this.pubSub.deadLetters(subscription.topic(), subscription.group());
			return new QueueDescriptor(subscription.topic(), subscription.group(), letters.topic(), letters.size(),
					null);
		}
		catch (PubSubException ex) {
			return new QueueDescriptor(subscription.topic(), subscription.group(), null, null, ex.getMessage());
		}
	}

	@ReadOperation
	WebEndpointResponse<Object> letters(@Selector String topic, @Selector String group, @Nullable List<String> where,
			@Nullable Long after, @Nullable Integer max) {
		return Requests.answer(() -> new LettersDescriptor(of(topic, group).find(LetterFilter.parse(where, after, max))
			.stream()
			.map(LetterDescriptor::of)
			.toList()));
	}

	@ReadOperation
	WebEndpointResponse<Object> letter(@Selector String topic, @Selector String group, @Selector long position) {
		return Requests.answer(() -> {
			DeadLetterQueue letters = of(topic, group);
			return letters.get(position)
				.map(LetterWithBody::of)
				.orElseThrow(() -> new PubSubException(ErrorKind.NOT_FOUND,
						letters + ": there is no letter at position " + position, null));
		});
	}

	@WriteOperation
	WebEndpointResponse<Object> redriveAll(@Selector String topic, @Selector String group, @Nullable List<String> where,
			@Nullable Long after, @Nullable Integer max, @Nullable Integer perSecond) {
		return Requests.answer(() -> of(topic, group).redrive(LetterFilter.parse(where, after, max),
				(perSecond != null) ? perSecond : 0));
	}

	@WriteOperation
	WebEndpointResponse<Object> redrive(@Selector String topic, @Selector String group, @Selector long position,
			@Nullable String body, @Nullable String key, @Nullable String contentType) {
		UnaryOperator<OutgoingMessage> edit = (message) -> edited(message, body, key, contentType);
		boolean isEdited = body != null || key != null || contentType != null;
		return Requests.answer(() -> {
			DeadLetterQueue letters = of(topic, group);
			int redriven = isEdited ? letters.redrive(position, edit) : letters.redrive(position);
			return new RedriveResult(redriven, 0, (redriven > 0) ? 0 : 1);
		});
	}

	private static OutgoingMessage edited(OutgoingMessage message, @Nullable String body, @Nullable String key,
			@Nullable String contentType) {
		byte[] bytes = (body != null) ? body.getBytes(StandardCharsets.UTF_8) : (byte[]) message.payload();
		return new OutgoingMessage(message.topic(), bytes, (key != null) ? key : message.key(), message.headers(), null,
				null, null, null, (contentType != null) ? contentType : message.contentType());
	}

	@DeleteOperation
	WebEndpointResponse<Object> discardAll(@Selector String topic, @Selector String group, @Nullable List<String> where,
			@Nullable Long after, @Nullable Integer max) {
		return Requests
			.answer(() -> new DiscardResult(of(topic, group).discard(LetterFilter.parse(where, after, max))));
	}

	@DeleteOperation
	WebEndpointResponse<Object> discard(@Selector String topic, @Selector String group, @Selector long position) {
		return Requests.answer(() -> new DiscardResult(of(topic, group).discard(position) ? 1 : 0));
	}

	private DeadLetterQueue of(String topic, String group) {
		return this.pubSub.deadLetters(topic, group);
	}

	/**
	 * What the endpoint shows.
	 *
	 * @param queues the dead letters of each subscription of this instance
	 */
	record QueuesDescriptor(List<QueueDescriptor> queues) {

	}

	/**
	 * The dead letters of a group.
	 *
	 * @param topic what the group reads
	 * @param group the group
	 * @param deadLetterTopic where they are kept
	 * @param size how many there are
	 * @param failure why that is not known
	 */
	record QueueDescriptor(String topic, String group, @Nullable String deadLetterTopic, @Nullable Long size,
			@Nullable String failure) {

	}

	/**
	 * Letters that were found.
	 *
	 * @param letters the letters, without bodies
	 */
	record LettersDescriptor(List<LetterDescriptor> letters) {

	}

	/**
	 * A letter.
	 *
	 * @param position names it
	 * @param messageId the id of the message
	 * @param key its key
	 * @param contentType what it is
	 * @param size bytes of its body
	 * @param headers the user's headers
	 * @param publishedAt when it was published
	 * @param reason why it is dead
	 * @param errorType class name of the last error
	 * @param errorMessage message of the last error
	 * @param handler who failed
	 * @param attempts how often it was tried
	 * @param firstFailedAt when the first attempt failed
	 * @param lastFailedAt when the last attempt failed
	 * @param redrives how often it was redriven before
	 * @param parkedBy id of the message that parked its key
	 * @param missing what of the message is not in the letter, and why
	 */
	record LetterDescriptor(long position, String messageId, @Nullable String key, @Nullable String contentType,
			int size, Map<String, String> headers, Instant publishedAt, @Nullable String reason,
			@Nullable String errorType, @Nullable String errorMessage, @Nullable String handler, int attempts,
			@Nullable Instant firstFailedAt, @Nullable Instant lastFailedAt, int redrives, @Nullable String parkedBy,
			@Nullable String missing) {

		static LetterDescriptor of(FailedMessage letter) {
			return new LetterDescriptor(letter.position(), letter.message().id(), letter.message().key(),
					letter.message().contentType(), letter.message().payload().length, letter.message().headers(),
					letter.message().publishedAt(), letter.reason(), letter.errorType(), letter.errorMessage(),
					letter.handler(), letter.message().attempt(), letter.firstFailedAt(), letter.lastFailedAt(),
					letter.redrives(), letter.parkedBy(), letter.missing());
		}

	}

	/**
	 * A letter with its body.
	 *
	 * @param letter the letter
	 * @param errorStack the stack trace of the last error
	 * @param body the body, if it is a text in UTF-8
	 * @param base64 the body in Base64, if it is not
	 */
	record LetterWithBody(LetterDescriptor letter, @Nullable String errorStack, @Nullable String body,
			@Nullable String base64) {

		static LetterWithBody of(FailedMessage letter) {
			byte[] body = letter.message().payload();
			String text = text(body);
			return new LetterWithBody(LetterDescriptor.of(letter), letter.errorStack(), text,
					(text != null) ? null : Base64.getEncoder().encodeToString(body));
		}

		private static @Nullable String text(byte[] body) {
			String text = new String(body, StandardCharsets.UTF_8);
			return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), body) ? text : null;
		}

	}

	/**
	 * What became of letters that were to be discarded.
	 *
	 * @param discarded how many were
	 */
	record DiscardResult(int discarded) {

	}

}
