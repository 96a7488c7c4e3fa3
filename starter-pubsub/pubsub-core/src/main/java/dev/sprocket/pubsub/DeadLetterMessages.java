// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Makes the dead letter of a message: the same body, headers and id, and why it is dead.
 * The expiry is left out: a dead letter waits for a person.
 */
final class DeadLetterMessages {

	private static final int MAX_VALUE = 1024;

	private static final int MAX_STACK = 4096;

	private final SubscriptionSpec<?> spec;

	private final String topic;

	DeadLetterMessages(SubscriptionSpec<?> spec, String topic) {
		this.spec = spec;
		this.topic = topic;
	}

	OutboundMessage of(Attempt attempt, Verdict.Dead verdict, @Nullable Instant firstFailedAt, Instant now) {
		Delivery delivery = attempt.delivery();
		Map<String, String> headers = new LinkedHashMap<>(delivery.headers());
		headers.remove(ReservedHeaders.EXPIRES_AT);
		headers.put(ReservedHeaders.ID, attempt.id());
		headers.put(DeadLetterHeaders.REASON, verdict.reason());
		putError(headers, verdict);
		put(headers, DeadLetterHeaders.TOPIC, this.spec.topic());
		put(headers, DeadLetterHeaders.GROUP, this.spec.group());
		put(headers, DeadLetterHeaders.HANDLER, this.spec.handler());
		headers.put(DeadLetterHeaders.ATTEMPTS, String.valueOf(attempt.number()));
		headers.put(DeadLetterHeaders.FIRST_FAILED_AT, ((firstFailedAt != null) ? firstFailedAt : now).toString());
		headers.put(DeadLetterHeaders.LAST_FAILED_AT, now.toString());
		put(headers, DeadLetterHeaders.MESSAGE_ID, attempt.id());
		put(headers, DeadLetterHeaders.POSITION, delivery.lane().id() + "/" + delivery.position());
		return new OutboundMessage(this.topic, attempt.id(), delivery.key(), headers, delivery.body(), null, null,
				null);
	}

	private void putError(Map<String, String> headers, Verdict.Dead verdict) {
		Throwable error = verdict.error();
		if (error == null) {
			put(headers, DeadLetterHeaders.ERROR_MESSAGE, verdict.detail());
			return;
		}
		put(headers, DeadLetterHeaders.ERROR_TYPE, error.getClass().getName());
		put(headers, DeadLetterHeaders.ERROR_MESSAGE, String.valueOf(error.getMessage()));
		if (this.spec.deadLetter().stackTrace()) {
			StringWriter stack = new StringWriter();
			error.printStackTrace(new PrintWriter(stack));
			headers.put(DeadLetterHeaders.ERROR_STACK, sendable(stack.toString(), MAX_STACK));
		}
	}

	private static void put(Map<String, String> headers, String name, String value) {
		headers.put(name, sendable(value, MAX_VALUE));
	}

	/**
	 * Make a text that any broker takes as a header: without control characters and
	 * halves of surrogate pairs, and at most that many bytes of UTF-8.
	 * @param text the text
	 * @param maxBytes the limit
	 * @return the text, as much of it as fits
	 */
	static String sendable(String text, int maxBytes) {
		StringBuilder result = new StringBuilder(Math.min(text.length(), maxBytes));
		int bytes = 0;
		for (int i = 0; i < text.length();) {
			int point = text.codePointAt(i);
			i += Character.charCount(point);
			boolean unsendable = Character.isISOControl(point) || (point >= 0xd800 && point <= 0xdfff);
			point = unsendable ? ' ' : point;
			bytes += utf8Length(point);
			if (bytes > maxBytes) {
				break;
			}
			result.appendCodePoint(point);
		}
		return result.toString();
	}

	private static int utf8Length(int point) {
		if (point < 0x80) {
			return 1;
		}
		if (point < 0x800) {
			return 2;
		}
		return (point < 0x10000) ? 3 : 4;
	}

}
