// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Gathers the letters to redrive. One that was redriven too often is left, or lacks a
 * part of its message; a parked key goes as a whole or not at all. Such ones take
 * nobody's place.
 */
final class RedriveSelection implements Predicate<FailedMessage> {

	private final int max;

	private final Predicate<String> keys;

	private final List<Selected> letters = new ArrayList<>();

	private final Map<String, Boolean> asked = new HashMap<>();

	private int left;

	/**
	 * Create a selection.
	 * @param max how many letters at most, or {@code null} for all
	 * @param keys which parked keys may go
	 */
	RedriveSelection(@Nullable Integer max, Predicate<String> keys) {
		this.max = (max != null) ? max : Integer.MAX_VALUE;
		this.keys = keys;
	}

	/**
	 * Take a letter into account.
	 * @param letter the letter
	 * @return {@code false} if there are enough
	 */
	@Override
	public boolean test(FailedMessage letter) {
		String parked = (letter.parkedBy() != null) ? letter.message().key() : null;
		boolean goes = (parked != null) ? this.asked.computeIfAbsent(parked, this.keys::test)
				: letter.redrives() < DeadLetterQueue.MAX_REDRIVES && letter.missing() == null;
		if (!goes) {
			this.left++;
			return true;
		}
		this.letters.add(new Selected(letter.position(), parked));
		return this.letters.size() < this.max;
	}

	List<Selected> letters() {
		return this.letters;
	}

	int left() {
		return this.left;
	}

	/**
	 * A letter to redrive.
	 *
	 * @param position its position
	 * @param parked its key, if that is parked
	 */
	record Selected(long position, @Nullable String parked) {

	}

}
