// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.spi.Backend;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ReservedHeaders;
import dev.sprocket.pubsub.spi.Sender;

/**
 * Knows which keys of a subscription are parked: those with a dead letter. Nothing is
 * remembered, the letters are asked after each fetch: whatever another member has stored
 * by then it stored before it let go of the key, and one member has a key at a time. What
 * was fetched before is marked when its key is parked here.
 */
final class ParkedKeys {

	private static final Logger logger = LoggerFactory.getLogger(ParkedKeys.class);

	private static final Duration PAUSE = Duration.ofSeconds(5);

	/** The leases of other messages are not extended meanwhile. */
	private static final int AT_A_TIME = 200;

	private final SubscriptionSpec<?> spec;

	private final String who;

	private final Backend backend;

	private final Browser browser;

	private final KeyLetters letters;

	private final Sender sender;

	private volatile boolean full;

	ParkedKeys(SubscriptionSpec<?> spec, String who, Backend backend, Browser browser, String deadLetterTopic,
			Sender sender) {
		this.spec = spec;
		this.who = who;
		this.backend = backend;
		this.browser = browser;
		this.letters = new KeyLetters(spec.topic(), spec.group(), deadLetterTopic, browser);
		this.sender = sender;
	}

	/**
	 * Mark those messages whose key is parked. For the engine thread.
	 * @param attempts what was fetched
	 * @throws BackendException if the letters cannot be asked
	 */
	void mark(List<Attempt> attempts) {
		Set<String> keys = new HashSet<>();
		for (Attempt attempt : attempts) {
			if (attempt.delivery().key() != null) {
				keys.add(attempt.delivery().key());
			}
		}
		if (keys.isEmpty()) {
			return;
		}
		Set<String> parked = this.browser.waitingKeys(this.letters.topic(), DeadLetterQueue.GROUP, keys);
		if (parked.isEmpty()) {
			return;
		}
		Map<String, String> parkedBy = new HashMap<>();
		Map<String, Optional<String>> failedAgain = new HashMap<>();
		for (Attempt attempt : attempts) {
			String key = attempt.delivery().key();
			if (key != null && parked.contains(key)) {
				boolean redriven = attempt.delivery().headers().containsKey(ReservedHeaders.REDRIVE_GROUP);
				attempt.parkedBy = redriven ? failedAgain.computeIfAbsent(key, this::failedSinceRedrive).orElse(null)
						: parkedBy.computeIfAbsent(key, this.letters::parkedBy);
			}
		}
	}

	private Optional<String> failedSinceRedrive(String key) {
		return Optional.ofNullable(KeyLetters.failedSinceRedrive(this.letters.of(key)));
	}

	/**
	 * Return what becomes of a message whose key was parked. For a worker.
	 * @param attempt the message
	 * @param by which message parked the key
	 * @return the verdict, or {@code null} if the letters of the key are gone by now
	 */
	@Nullable Verdict verdict(Attempt attempt, String by) {
		try {
			if (!isParked(String.valueOf(attempt.delivery().key()))) {
				attempt.parkedBy = null;
				return null;
			}
			return isFull() ? new Verdict.Wait(PAUSE)
					: new Verdict.Dead(Verdict.Dead.PARKED, "follows message " + by + " of its key", null);
		}
		catch (BackendException ex) {
			return new Verdict.Wait(PAUSE);
		}
	}

	private boolean isParked(String key) {
		return !this.browser.waitingKeys(this.letters.topic(), DeadLetterQueue.GROUP, Set.of(key)).isEmpty();
	}

	private boolean isFull() {
		boolean before = this.full;
		long kept = this.backend.lag(this.letters.topic(), DeadLetterQueue.GROUP).messages();
		this.full = kept >= this.spec.deadLetter().maxParked();
		if (this.full && !before) {
			logger.warn(this.who + ": " + this.spec.deadLetter().maxParked() + " dead letters are kept on "
					+ this.letters.topic() + ": further messages of keys that are parked wait where they are");
		}
		return this.full;
	}

	/**
	 * Go on with a key whose letters were redriven and are through by now. What was
	 * parked meanwhile follows, and the key stays parked until that is through, too; or,
	 * where a letter lacks a part of its message, until somebody deals with that. For the
	 * engine thread.
	 * @param end the message behind what was redriven
	 * @return whether the key is not parked any more
	 * @throws BackendException if the letters cannot be asked or moved
	 */
	boolean unpark(Attempt end) {
		Delivery delivery = end.delivery();
		String key = String.valueOf(delivery.key());
		List<Delivery> all = this.letters.of(key);
		Delivery mark = KeyLetters.mark(all, delivery.headers().get(ReservedHeaders.REDRIVE_END));
		if (mark == null) {
			return all.isEmpty();
		}
		List<Delivery> parked = KeyLetters.messages(all);
		boolean others = KeyLetters.failedSinceRedrive(all) != null || KeyLetters.marks(all) > 1
				|| (!parked.isEmpty() && !KeyLetters.isWhole(parked.get(0)));
		if (!others && (!parked.isEmpty() || !end.isFirst())) {
			// not for the first time: some may have been moved then
			KeyRedrive redrive = new KeyRedrive(this.letters, this.browser, this.sender);
			parked.stream().takeWhile(KeyLetters::isWhole).limit(AT_A_TIME).forEach(redrive::move);
			redrive.end(key, mark);
			return false;
		}
		this.browser.remove(this.letters.topic(), DeadLetterQueue.GROUP, mark.position());
		return all.size() == 1;
	}

}
