// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Makes the message again of which a dead letter was made, addressed to the group that
 * failed on it.
 */
final class RedrivenMessages {

	private final MessageEncoder encoder;

	RedrivenMessages(MessageEncoder encoder) {
		this.encoder = encoder;
	}

	OutboundMessage of(String topic, String group, Delivery letter) {
		Map<String, String> headers = new LinkedHashMap<>(letter.headers());
		headers.keySet().removeIf((name) -> name.startsWith(DeadLetterHeaders.PREFIX));
		String id = id(letter);
		address(headers, id, group, letter);
		return new OutboundMessage(topic, id, letter.key(), headers, letter.body(), null, null, null);
	}

	OutboundMessage edited(String topic, String group, Delivery letter, UnaryOperator<OutgoingMessage> edit) {
		OutgoingMessage edited = edit.apply(published(topic, letter));
		if (edited == null || !edited.topic().equals(topic)) {
			throw new PubSubException(ErrorKind.INVALID,
					"Topic " + topic + ", group " + group + ": an edited dead letter goes back to its topic, not to "
							+ ((edited != null) ? edited.topic() : "nowhere")
							+ ". Publish a message of its own there, and discard the letter.",
					null);
		}
		OutboundMessage encoded = this.encoder.encode(edited, kept(letter.headers()));
		Map<String, String> headers = new LinkedHashMap<>(encoded.headers());
		if (edited.contentType() == null && edited.payload() instanceof byte[]) {
			// as its producer sent it: without
			headers.remove(ReservedHeaders.CONTENT_TYPE);
		}
		String id = id(letter);
		address(headers, id, group, letter);
		return new OutboundMessage(topic, id, encoded.key(), headers, encoded.body(), encoded.deliverAt(),
				encoded.expiresAt(), encoded.deduplicationId());
	}

	private static OutgoingMessage published(String topic, Delivery letter) {
		Map<String, String> headers = new LinkedHashMap<>(MessageDecoder.userHeaders(letter.headers()));
		headers.keySet().removeIf((name) -> name.startsWith(DeadLetterHeaders.PREFIX));
		return new OutgoingMessage(topic, letter.body().clone(), letter.key(), headers, null, null, null, null,
				letter.headers().get(ReservedHeaders.CONTENT_TYPE));
	}

	// What belongs to the message and no editor sees: its trace, when it was published,
	// for which request

	private static Map<String, String> kept(Map<String, String> headers) {
		Map<String, String> kept = new LinkedHashMap<>(headers);
		kept.keySet().removeIf((name) -> !HeaderRules.isReserved(name) || name.equals(ReservedHeaders.CONTENT_TYPE));
		return kept;
	}

	private static void address(Map<String, String> headers, String id, String group, Delivery letter) {
		headers.put(ReservedHeaders.ID, id);
		headers.put(ReservedHeaders.REDRIVE_GROUP, group);
		headers.put(ReservedHeaders.REDRIVES, String.valueOf(DeadLetters.redrives(letter.headers()) + 1));
	}

	private static String id(Delivery letter) {
		String id = letter.headers().get(DeadLetterHeaders.MESSAGE_ID);
		return (id != null) ? id : letter.headers().getOrDefault(ReservedHeaders.ID, String.valueOf(letter.position()));
	}

}
