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

	private final ContentFormat format;

	RedrivenMessages(MessageEncoder encoder, ContentFormat format) {
		this.encoder = encoder;
		this.format = format;
	}

	static OutboundMessage of(String topic, String group, Delivery letter) {
		Map<String, String> headers = new LinkedHashMap<>(letter.headers());
		headers.keySet().removeIf((name) -> name.startsWith(DeadLetterHeaders.PREFIX));
		String id = id(letter);
		address(headers, id, group, letter);
		return new OutboundMessage(topic, id, letter.key(), headers, letter.body(), null, null, null);
	}

	OutboundMessage edited(String topic, String group, Delivery letter, UnaryOperator<OutgoingMessage> edit) {
		Content content = open(topic, letter);
		OutgoingMessage edited = edit.apply(published(topic, content));
		if (edited == null || !edited.topic().equals(topic)) {
			throw new PubSubException(ErrorKind.INVALID,
					"Topic " + topic + ", group " + group + ": an edited dead letter goes back to its topic, not to "
							+ ((edited != null) ? edited.topic() : "nowhere")
							+ ". Publish a message of its own there, and discard the letter.",
					null);
		}
		OutboundMessage encoded = this.encoder.encode(edited, kept(content.headers()));
		Map<String, String> headers = new LinkedHashMap<>(encoded.headers());
		if (edited.contentType() == null && Codecs.BYTES.equals(encoded.headers().get(ReservedHeaders.CONTENT_TYPE))) {
			// as its producer sent it: without
			headers.remove(ReservedHeaders.CONTENT_TYPE);
		}
		String id = id(letter);
		address(headers, id, group, letter);
		return new OutboundMessage(topic, id, encoded.key(), headers, encoded.body(), encoded.deliverAt(),
				encoded.expiresAt(), encoded.deduplicationId());
	}

	/**
	 * Read a letter.
	 * @param topic the topic of the message
	 * @param letter the letter
	 * @return the letter, with the body of the message wherever that is
	 */
	FailedMessage read(String topic, Delivery letter) {
		return DeadLetters.read(letter, topic, body(topic, letter));
	}

	private byte[] body(String topic, Delivery letter) {
		try {
			return this.format.claimed(Content.of(topic, letter)).body();
		}
		catch (UndecodableException ex) {
			return letter.body();
		}
	}

	// An envelope that cannot be read is what is to be edited; a body that is lost is not
	// looked for again.

	private Content open(String topic, Delivery letter) {
		Content stored = Content.of(topic, letter);
		try {
			return this.format.opened(stored);
		}
		catch (UndecodableException ex) {
			Map<String, String> headers = new LinkedHashMap<>(stored.headers());
			headers.remove(ReservedHeaders.CLAIM);
			return stored.with(headers, stored.body());
		}
	}

	private static OutgoingMessage published(String topic, Content content) {
		Map<String, String> headers = new LinkedHashMap<>(MessageDecoder.userHeaders(content.headers()));
		headers.keySet().removeIf((name) -> name.startsWith(DeadLetterHeaders.PREFIX));
		return new OutgoingMessage(topic, content.body().clone(), content.key(), headers, null, null, null, null,
				content.contentType());
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
