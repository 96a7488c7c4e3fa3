// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Gathers the letters to redrive. One that was redriven too often is left, or lacks a
 * part of its message, and so is what is behind it on a parked key: it would be parked
 * again. Such ones take nobody's place. Whether what is before it on that key may go is
 * for who sends it.
 */
final class RedriveSelection implements Predicate<FailedMessage> {

	private final int max;

	private final List<Selected> letters = new ArrayList<>();

	private final Set<String> keysLeft = new HashSet<>();

	private int left;

	RedriveSelection(@Nullable Integer max) {
		this.max = (max != null) ? max : Integer.MAX_VALUE;
	}

	/**
	 * Take a letter into account.
	 * @param letter the letter
	 * @return {@code false} if there are enough
	 */
	@Override
	public boolean test(FailedMessage letter) {
		String parked = (letter.parkedBy() != null) ? letter.message().key() : null;
		if (letter.redrives() < DeadLetterQueue.MAX_REDRIVES && letter.missing() == null
				&& !this.keysLeft.contains(parked)) {
			this.letters.add(new Selected(letter.position(), parked));
			return this.letters.size() < this.max;
		}
		this.left++;
		if (parked != null) {
			this.keysLeft.add(parked);
		}
		return true;
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
