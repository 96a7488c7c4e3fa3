// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.Lane;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * Makes the dead letter of a message: the same body and headers, an id of its own, and
 * why it is dead. The expiry is left out: a dead letter waits for a person. What the
 * broker has no room for among the headers is cut, the least important first.
 */
final class DeadLetterMessages {

	private static final int MAX_VALUE = 1024;

	private static final int MAX_STACK = 4096;

	private static final byte[] NO_BODY = {};

	private static final String REFUSED = ", refused as ";

	private final SubscriptionSpec<?> spec;

	private final String topic;

	private final int headerBytes;

	DeadLetterMessages(SubscriptionSpec<?> spec, String topic, int headerBytes) {
		this.spec = spec;
		this.topic = topic;
		this.headerBytes = headerBytes;
	}

	String topic() {
		return this.topic;
	}

	OutboundMessage of(Attempt attempt, Verdict.Dead verdict, @Nullable Instant firstFailedAt, Instant now) {
		Delivery delivery = attempt.delivery();
		Map<String, String> headers = new LinkedHashMap<>(delivery.headers());
		headers.remove(ReservedHeaders.EXPIRES_AT);
		headers.remove(ReservedHeaders.REDRIVE_GROUP);
		headers.keySet().removeIf((name) -> name.startsWith(DeadLetterHeaders.PREFIX));
		String id = id(attempt);
		headers.put(ReservedHeaders.ID, id);
		Map<String, String> facts = new LinkedHashMap<>();
		facts.put(DeadLetterHeaders.REASON, verdict.reason());
		boolean parked = verdict.reason().equals(Verdict.Dead.PARKED);
		facts.put(DeadLetterHeaders.ATTEMPTS, String.valueOf(parked ? attempt.number() - 1 : attempt.number()));
		if (this.spec.deadLetter().parksKeys()) {
			facts.put(DeadLetterHeaders.PARKED_BY, SubscriptionContext.parkedBy(attempt));
			String origin = headers.remove(ReservedHeaders.ORIGIN);
			facts.put(ReservedHeaders.ORIGIN, (origin != null) ? origin : String.valueOf(delivery.position()));
		}
		facts.put(DeadLetterHeaders.TOPIC, this.spec.topic());
		facts.put(DeadLetterHeaders.GROUP, this.spec.group());
		if (headers.containsKey(ReservedHeaders.REDRIVES)) {
			facts.put(DeadLetterHeaders.REDRIVES, headers.get(ReservedHeaders.REDRIVES));
		}
		facts.put(DeadLetterHeaders.FIRST_FAILED_AT, ((firstFailedAt != null) ? firstFailedAt : now).toString());
		facts.put(DeadLetterHeaders.LAST_FAILED_AT, now.toString());
		facts.put(DeadLetterHeaders.MESSAGE_ID, attempt.id());
		facts.put(DeadLetterHeaders.POSITION, delivery.lane().id() + "/" + delivery.position());
		facts.put(DeadLetterHeaders.HANDLER, this.spec.handler());
		addError(facts, verdict);
		addAsFits(headers, facts);
		return new OutboundMessage(this.topic, id, delivery.key(), headers, delivery.body(), null, null, null);
	}

	/**
	 * Return less of a letter that was refused: without the body, and if it has none, or
	 * there is no room to say so, without the headers that were given to the message.
	 * @param letter the letter
	 * @param refusal why it was refused
	 * @return the same letter, saying what it lacks, or {@code null} if there is nothing
	 * to leave out
	 */
	@Nullable OutboundMessage smaller(OutboundMessage letter, BackendException refusal) {
		Map<String, String> headers = new LinkedHashMap<>(letter.headers());
		String lacks = headers.remove(DeadLetterHeaders.MISSING);
		Map<String, String> errors = new LinkedHashMap<>();
		for (String name : List.of(DeadLetterHeaders.ERROR_MESSAGE, DeadLetterHeaders.ERROR_STACK)) {
			String value = headers.remove(name);
			if (value != null) {
				errors.put(name, value);
			}
		}
		List<String> missing = new ArrayList<>();
		if (letter.body().length > 0) {
			missing.add("its body of " + letter.body().length + " bytes");
		}
		if (letter.body().length == 0 || this.headerBytes - HeaderRules.size(headers) < MAX_VALUE) {
			int before = headers.size();
			headers.keySet()
				.removeIf((name) -> !HeaderRules.isReserved(name) && !name.startsWith(DeadLetterHeaders.PREFIX));
			if (headers.size() < before) {
				missing.add((before - headers.size()) + " of its headers");
			}
		}
		if (missing.isEmpty()) {
			return null;
		}
		if (lacks != null) {
			missing.add(0, lacks.split(REFUSED)[0]);
		}
		Map<String, String> facts = new LinkedHashMap<>();
		facts.put(DeadLetterHeaders.MISSING,
				String.join(" and ", missing) + REFUSED + refusal.kind() + ": " + refusal.getMessage());
		facts.putAll(errors);
		addAsFits(headers, facts);
		return new OutboundMessage(letter.topic(), letter.id(), letter.key(), headers, NO_BODY, null, null, null);
	}

	/**
	 * Return the id of a dead letter: another for each group and each death of a message,
	 * or whoever reads the letters would take them for one; the same when one death is
	 * written twice.
	 * @param attempt the last attempt
	 * @return the id
	 */
	private String id(Attempt attempt) {
		Delivery delivery = attempt.delivery();
		// a queue may number its messages anew when they come again
		String which = delivery.lane().equals(Lane.WHOLE_QUEUE)
				? UUID.nameUUIDFromBytes(delivery.body()) + "/" + DeadLetters.redrives(delivery.headers())
				: String.valueOf(delivery.position());
		String death = String.join("\n", this.spec.topic(), this.spec.group(), attempt.id(), delivery.lane().id(),
				which, String.valueOf(delivery.publishedAt()));
		return UUID.nameUUIDFromBytes(death.getBytes(StandardCharsets.UTF_8)).toString();
	}

	private void addError(Map<String, String> facts, Verdict.Dead verdict) {
		Throwable error = verdict.error();
		if (error == null) {
			facts.put(DeadLetterHeaders.ERROR_MESSAGE, verdict.detail());
			return;
		}
		facts.put(DeadLetterHeaders.ERROR_TYPE, error.getClass().getName());
		facts.put(DeadLetterHeaders.ERROR_MESSAGE, String.valueOf(error.getMessage()));
		if (this.spec.deadLetter().stackTrace()) {
			StringWriter stack = new StringWriter();
			error.printStackTrace(new PrintWriter(stack));
			facts.put(DeadLetterHeaders.ERROR_STACK, stack.toString());
		}
	}

	private void addAsFits(Map<String, String> headers, Map<String, String> facts) {
		int room = this.headerBytes - HeaderRules.size(headers);
		for (Map.Entry<String, String> fact : facts.entrySet()) {
			String name = fact.getKey();
			int max = name.equals(DeadLetterHeaders.ERROR_STACK) ? MAX_STACK : MAX_VALUE;
			String value = sendable(fact.getValue(), Math.min(max, room - name.length()));
			if (!value.isEmpty()) {
				headers.put(name, value);
				room -= name.length() + HeaderRules.utf8Length(value);
			}
		}
	}

	/**
	 * Make a text that any broker takes as a header: without control characters and
	 * halves of surrogate pairs, and at most that many bytes of UTF-8.
	 * @param text the text
	 * @param maxBytes the limit
	 * @return the text, as much of it as fits
	 */
	static String sendable(String text, int maxBytes) {
		StringBuilder result = new StringBuilder(Math.max(0, Math.min(text.length(), maxBytes)));
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
