// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.OutboundMessage;
import dev.sprocket.pubsub.spi.ReservedHeaders;
import dev.sprocket.pubsub.spi.SendOutcome;
import dev.sprocket.pubsub.spi.Sender;

/**
 * Sends the letters of a parked key back, in the order in which they were published and
 * before what is new. A mark among the letters keeps the key parked from before the first
 * is moved until the end that is sent behind the last has come to the group, which has
 * the key to itself by then, see {@link ParkedKeys#unpark}. Whoever is interrupted leaves
 * the key parked.
 *
 * @param letters the letters
 * @param browser moves them
 * @param sender stores marks and ends
 */
record KeyRedrive(KeyLetters letters, Browser browser, Sender sender) {

	private static final Logger logger = LoggerFactory.getLogger(KeyRedrive.class);

	/**
	 * Return whether all letters of a key may go back.
	 * @param key the key
	 * @return {@code false} if one was redriven too often, or lacks a part of its message
	 */
	boolean mayGo(String key) {
		return this.letters.of(key)
			.stream()
			.allMatch((letter) -> KeyLetters.isWhole(letter)
					&& DeadLetters.redrives(letter.headers()) < DeadLetterQueue.MAX_REDRIVES);
	}

	/**
	 * Send the letters of a key back, up to the first that lacks a part of its message.
	 * That one keeps the key parked.
	 * @param key the key
	 * @param edited what goes instead of one of them, or {@code null}
	 * @param pace waits before each
	 * @return how many
	 * @throws BackendException if the backend fails; what was sent until then stays sent
	 */
	int redrive(String key, @Nullable Edited edited, Runnable pace) {
		String id = UUID.randomUUID().toString();
		send(mark(key, id));
		List<Delivery> all = this.letters.of(key);
		int redriven = 0;
		for (Delivery letter : KeyLetters.messages(all)) {
			OutboundMessage instead = (edited != null && edited.position() == letter.position()) ? edited.message()
					: null;
			if (instead == null && !KeyLetters.isWhole(letter)) {
				logger.warn("Topic " + this.letters.source() + ", group " + this.letters.group() + ": letter "
						+ letter.position() + " lacks " + letter.headers().get(DeadLetterHeaders.MISSING)
						+ ": it keeps its key parked, and what is behind it stays");
				break;
			}
			pace.run();
			redriven += move(letter, instead) ? 1 : 0;
		}
		for (Delivery letter : all) {
			if (KeyLetters.isMark(letter) && !id.equals(letter.headers().get(ReservedHeaders.ID))) {
				// of somebody who was interrupted: this end is behind theirs
				this.browser.remove(this.letters.topic(), DeadLetterQueue.GROUP, letter.position());
			}
		}
		end(key, id);
		return redriven;
	}

	void move(Delivery letter) {
		move(letter, null);
	}

	private boolean move(Delivery letter, @Nullable OutboundMessage instead) {
		Delivery whole = this.letters.whole(letter);
		return whole != null && this.browser.move(this.letters.topic(), DeadLetterQueue.GROUP, whole.position(),
				(instead != null) ? instead : RedrivenMessages.of(this.letters.source(), this.letters.group(), whole));
	}

	void end(String key, Delivery mark) {
		end(key, String.valueOf(mark.headers().get(ReservedHeaders.ID)));
	}

	private void end(String key, String mark) {
		Map<String, String> headers = new LinkedHashMap<>();
		String id = UUID.randomUUID().toString();
		headers.put(ReservedHeaders.ID, id);
		headers.put(ReservedHeaders.REDRIVE_GROUP, this.letters.group());
		headers.put(ReservedHeaders.REDRIVE_END, mark);
		send(new OutboundMessage(this.letters.source(), id, key, headers, new byte[0], null, null, null));
	}

	private OutboundMessage mark(String key, String id) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put(ReservedHeaders.ID, id);
		headers.put(DeadLetterHeaders.REASON, KeyLetters.REDRIVING);
		headers.put(DeadLetterHeaders.TOPIC, this.letters.source());
		headers.put(DeadLetterHeaders.GROUP, this.letters.group());
		headers.put(DeadLetterHeaders.PARKED_BY, id);
		return new OutboundMessage(this.letters.topic(), id, key, headers, new byte[0], null, null, null);
	}

	private void send(OutboundMessage message) {
		SendOutcome outcome;
		try {
			outcome = this.sender.send(List.of(message)).join().get(0);
		}
		catch (CompletionException ex) {
			throw BackendFailures.of(ex);
		}
		if (outcome.failure() != null) {
			throw outcome.failure();
		}
	}

	/**
	 * What goes instead of a letter.
	 *
	 * @param position the position of the letter
	 * @param message the message
	 */
	record Edited(long position, OutboundMessage message) {

	}

}
