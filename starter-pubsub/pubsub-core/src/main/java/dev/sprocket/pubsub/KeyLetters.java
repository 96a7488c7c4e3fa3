// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ReservedHeaders;

/**
 * The dead letters of single keys of a group that parks them. Among them may be marks,
 * which keep a key parked while its letters are on their way back.
 *
 * @param source the topic that the group reads
 * @param group the group
 * @param topic the topic of the letters
 * @param browser looks at them
 */
record KeyLetters(String source, String group, String topic, Browser browser) {

	/** The reason of a mark. */
	static final String REDRIVING = "redriving";

	private static final int PAGE = 100;

	private static final byte[] NO_BODY = {};

	/**
	 * Return the letters of a key, which may be many, without their bodies.
	 * @param key the key
	 * @return as they were stored, marks included
	 */
	List<Delivery> of(String key) {
		List<Delivery> all = new ArrayList<>();
		List<Delivery> page = this.browser.find(this.topic, DeadLetterQueue.GROUP, key, 0, PAGE);
		while (!page.isEmpty()) {
			page.forEach((letter) -> all.add(withoutBody(letter)));
			page = this.browser.find(this.topic, DeadLetterQueue.GROUP, key, page.get(page.size() - 1).position(),
					PAGE);
		}
		return all;
	}

	private static Delivery withoutBody(Delivery letter) {
		return new Delivery(letter.lane(), letter.position(), letter.token(), letter.attempt(), letter.leaseUntil(),
				letter.key(), letter.headers(), NO_BODY, letter.publishedAt(), letter.givenUp());
	}

	/**
	 * Return a letter with its body.
	 * @param letter one of {@link #of}
	 * @return the same, or {@code null} if it is gone
	 */
	@Nullable Delivery whole(Delivery letter) {
		List<Delivery> found = this.browser.find(this.topic, DeadLetterQueue.GROUP, String.valueOf(letter.key()),
				letter.position() - 1, 1);
		return (!found.isEmpty() && found.get(0).position() == letter.position()) ? found.get(0) : null;
	}

	/**
	 * Return which message parked a key.
	 * @param key the key, of which there are letters
	 * @return its id
	 */
	String parkedBy(String key) {
		List<Delivery> first = this.browser.find(this.topic, DeadLetterQueue.GROUP, key, 0, 1);
		String by = first.isEmpty() ? null : first.get(0).headers().get(DeadLetterHeaders.PARKED_BY);
		return (by != null) ? by : "unknown";
	}

	/**
	 * Return whether a letter parks its key.
	 * @param letter the letter
	 * @return {@code true} if its group does so
	 */
	static boolean parks(Delivery letter) {
		return letter.key() != null && letter.headers().containsKey(DeadLetterHeaders.PARKED_BY);
	}

	static boolean isMark(Delivery letter) {
		return REDRIVING.equals(letter.headers().get(DeadLetterHeaders.REASON));
	}

	private static boolean isFailure(Delivery letter) {
		return !isMark(letter) && !Verdict.Dead.PARKED.equals(letter.headers().get(DeadLetterHeaders.REASON));
	}

	/**
	 * Return which message failed again of those on their way back.
	 * @param letters the letters of the key
	 * @return its id, or {@code null} if none did
	 */
	static @Nullable String failedSinceRedrive(List<Delivery> letters) {
		String failed = null;
		boolean redriving = false;
		for (Delivery letter : letters) {
			redriving |= isMark(letter);
			failed = isMark(letter) ? null : failed;
			if (redriving && failed == null && isFailure(letter)) {
				failed = letter.headers().getOrDefault(DeadLetterHeaders.MESSAGE_ID, "unknown");
			}
		}
		return failed;
	}

	/**
	 * Return whether a letter has all of its message.
	 * @param letter the letter
	 * @return {@code false} if nothing but an edited one can go back
	 */
	static boolean isWhole(Delivery letter) {
		return !letter.headers().containsKey(DeadLetterHeaders.MISSING);
	}

	static long marks(List<Delivery> letters) {
		return letters.stream().filter(KeyLetters::isMark).count();
	}

	static @Nullable Delivery mark(List<Delivery> letters, @Nullable String id) {
		return letters.stream()
			.filter((letter) -> isMark(letter) && String.valueOf(letter.headers().get(ReservedHeaders.ID)).equals(id))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Return the letters that are messages.
	 * @param letters the letters of the key
	 * @return in the order in which they were published
	 */
	static List<Delivery> messages(List<Delivery> letters) {
		return letters.stream()
			.filter((letter) -> !isMark(letter))
			.sorted(Comparator.comparingLong(KeyLetters::origin))
			.toList();
	}

	private static long origin(Delivery letter) {
		String origin = letter.headers().get(ReservedHeaders.ORIGIN);
		return (origin != null) ? Long.parseLong(origin) : letter.position();
	}

}
