// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Reads dead letters: the other half of {@link DeadLetterMessages}.
 */
final class DeadLetters {

	private static final Timestamps TIMESTAMPS = new Timestamps();

	private DeadLetters() {
	}

	/**
	 * Return whether a letter is of a group; several may share a topic of dead letters.
	 * @param letter the letter
	 * @param topic the topic that the group reads
	 * @param group the group
	 * @return {@code true} if it is, or does not say
	 */
	static boolean isOf(Delivery letter, String topic, String group) {
		return letter.headers().getOrDefault(DeadLetterHeaders.TOPIC, topic).equals(topic)
				&& letter.headers().getOrDefault(DeadLetterHeaders.GROUP, group).equals(group);
	}

	static FailedMessage read(Delivery letter, String topic, byte[] body) {
		Map<String, String> facts = letter.headers();
		return new FailedMessage(letter.position(), message(letter, topic, body), facts.get(DeadLetterHeaders.REASON),
				facts.get(DeadLetterHeaders.ERROR_TYPE), facts.get(DeadLetterHeaders.ERROR_MESSAGE),
				facts.get(DeadLetterHeaders.ERROR_STACK), facts.get(DeadLetterHeaders.HANDLER),
				TIMESTAMPS.parse(facts.get(DeadLetterHeaders.FIRST_FAILED_AT)),
				TIMESTAMPS.parse(facts.get(DeadLetterHeaders.LAST_FAILED_AT)), redrives(facts),
				facts.get(DeadLetterHeaders.PARKED_BY), facts.get(DeadLetterHeaders.MISSING));
	}

	private static Message<byte[]> message(Delivery letter, String topic, byte[] body) {
		Map<String, String> headers = new LinkedHashMap<>(MessageDecoder.userHeaders(letter.headers()));
		headers.keySet().removeIf((name) -> name.startsWith(DeadLetterHeaders.PREFIX));
		Map<String, String> facts = letter.headers();
		String id = facts.get(DeadLetterHeaders.MESSAGE_ID);
		Instant publishedAt = TIMESTAMPS.parse(facts.get(ReservedHeaders.PUBLISHED_AT));
		return new Message<>((id != null) ? id : facts.getOrDefault(ReservedHeaders.ID, ""), topic, letter.key(),
				headers, body, facts.get(ReservedHeaders.CONTENT_TYPE),
				(publishedAt != null) ? publishedAt : Instant.EPOCH, number(facts.get(DeadLetterHeaders.ATTEMPTS)));
	}

	static int redrives(Map<String, String> headers) {
		return number(headers.get(ReservedHeaders.REDRIVES));
	}

	private static int number(@Nullable String text) {
		try {
			return (text != null) ? Integer.parseInt(text) : 0;
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

}
