// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.KeyRedrive.Edited;
import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Delivery;
import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.OutboundMessage;

/**
 * The dead letters of a group, where they can be looked at.
 */
final class EngineDeadLetterQueue implements DeadLetterQueue {

	private static final Logger logger = LoggerFactory.getLogger(EngineDeadLetterQueue.class);

	private static final int PAGE = 100;

	private final String topic;

	private final String group;

	private final String letters;

	private final KeptLetters kept;

	private final Browser browser;

	private final RedrivenMessages messages;

	private final KeyRedrive keys;

	private final CountDownLatch stopped;

	EngineDeadLetterQueue(String topic, String group, String letters, KeptLetters kept, Browser browser,
			Redrives redrives, CountDownLatch stopped) {
		this.stopped = stopped;
		this.topic = topic;
		this.group = group;
		this.letters = letters;
		this.kept = kept;
		this.browser = browser;
		this.messages = redrives.messages();
		this.keys = new KeyRedrive(new KeyLetters(topic, group, letters, browser), browser, redrives.sender());
	}

	@Override
	public String topic() {
		return this.letters;
	}

	@Override
	public long size() {
		return asking(() -> this.kept.lag(this.letters).messages());
	}

	@Override
	public List<FailedMessage> find(DeadLetterQuery query) {
		List<FailedMessage> found = new ArrayList<>();
		int max = (query.max() != null) ? query.max() : PAGE;
		read(query, (letter) -> found.add(letter) && found.size() < max);
		return found;
	}

	// Reads the letters that match, until there are no more or the reader has enough.

	private void read(DeadLetterQuery query, Predicate<FailedMessage> reader) {
		List<Delivery> page = page(query.afterPosition());
		while (!page.isEmpty()) {
			for (Delivery letter : page) {
				if (DeadLetters.isOf(letter, this.topic, this.group)) {
					FailedMessage read = DeadLetters.read(letter, this.topic, letter.body());
					if (query.matches(read) && !reader.test(read)) {
						return;
					}
				}
			}
			page = page(page.get(page.size() - 1).position());
		}
	}

	private List<Delivery> page(long after) {
		return asking(() -> this.browser.find(this.letters, GROUP, after, PAGE));
	}

	@Override
	public Optional<FailedMessage> get(long position) {
		return Optional.ofNullable(letter(position)).map((letter) -> this.messages.read(this.topic, letter));
	}

	private @Nullable Delivery letter(long position) {
		for (Delivery letter : asking(() -> this.browser.find(this.letters, GROUP, position - 1, 1))) {
			if (letter.position() == position && DeadLetters.isOf(letter, this.topic, this.group)) {
				return letter;
			}
		}
		return null;
	}

	@Override
	public RedriveResult redrive(DeadLetterQuery query, int perSecond) {
		Pace pace = Pace.of(perSecond, this.stopped);
		// found before the first is sent: one that dies again meanwhile is not sent again
		RedriveSelection selected = new RedriveSelection(query.max(), (key) -> asking(() -> this.keys.mayGo(key)));
		read(query, selected);
		Set<String> keys = new HashSet<>();
		int redriven = 0;
		int gone = 0;
		for (RedriveSelection.Selected one : selected.letters()) {
			if (one.parked() != null && keys.contains(one.parked())) {
				// went with the first of its key
				continue;
			}
			Delivery letter = letter(one.position());
			if (letter == null) {
				gone++;
			}
			else if (KeyLetters.parks(letter)) {
				keys.add(letter.key());
				redriven += redriveKey(letter, null, pace::await);
			}
			else {
				pace.await();
				boolean sent = redrive(letter, message(letter));
				redriven += sent ? 1 : 0;
				gone += sent ? 0 : 1;
			}
		}
		return new RedriveResult(redriven, selected.left(), gone);
	}

	@Override
	public int redrive(long position) {
		return redriveOne(position, null);
	}

	@Override
	public int redrive(long position, UnaryOperator<OutgoingMessage> edit) {
		return redriveOne(position, edit);
	}

	// What cannot be sent is refused before anything is.

	private int redriveOne(long position, @Nullable UnaryOperator<OutgoingMessage> edit) {
		Delivery letter = letter(position);
		if (letter == null) {
			return 0;
		}
		Edited edited = (edit != null)
				? new Edited(position, this.messages.edited(this.topic, this.group, letter, edit)) : null;
		if (KeyLetters.parks(letter)) {
			requireWholeUpTo(letter, edited);
			return redriveKey(letter, edited, () -> {
			});
		}
		return redrive(letter, (edited != null) ? edited.message() : message(letter)) ? 1 : 0;
	}

	// Those behind it that lack something stay.

	private void requireWholeUpTo(Delivery last, @Nullable Edited edited) {
		for (Delivery letter : KeyLetters.messages(asking(() -> this.keys.letters().of(String.valueOf(last.key()))))) {
			if (edited == null || letter.position() != edited.position()) {
				requireWhole(letter);
			}
			if (letter.position() == last.position()) {
				return;
			}
		}
	}

	private OutboundMessage message(Delivery letter) {
		requireWhole(letter);
		return RedrivenMessages.of(this.topic, this.group, letter);
	}

	private void requireWhole(Delivery letter) {
		String missing = letter.headers().get(DeadLetterHeaders.MISSING);
		if (missing != null) {
			throw new PubSubException(ErrorKind.INVALID,
					this + ": letter " + letter.position() + " cannot be redriven as it is, because it lacks " + missing
							+ ". Its message was at " + letter.headers().get(DeadLetterHeaders.POSITION)
							+ " of its topic: redrive the letter edited, with what is missing, or discard it.",
					null);
		}
	}

	private int redriveKey(Delivery letter, @Nullable Edited edited, Runnable pace) {
		String key = String.valueOf(letter.key());
		int redriven = asking(() -> this.keys.redrive(key, edited, pace));
		logger.info(this + ": " + redriven + " messages of a parked key are redriven");
		return redriven;
	}

	private boolean redrive(Delivery letter, OutboundMessage message) {
		boolean sent = asking(() -> this.browser.move(this.letters, GROUP, letter.position(), message));
		if (sent) {
			logger.info(this + ": message " + message.id() + " is redriven");
		}
		return sent;
	}

	@Override
	public int discard(DeadLetterQuery query) {
		List<Long> found = new ArrayList<>();
		int max = (query.max() != null) ? query.max() : Integer.MAX_VALUE;
		read(query, (letter) -> found.add(letter.position()) && found.size() < max);
		Predicate<Long> discarded = this::discard;
		return (int) found.stream().filter(discarded).count();
	}

	@Override
	public boolean discard(long position) {
		Delivery letter = letter(position);
		if (letter == null || !asking(() -> this.browser.remove(this.letters, GROUP, position))) {
			return false;
		}
		logger.info(this + ": message " + DeadLetters.read(letter, this.topic, letter.body()).message().id()
				+ " is discarded");
		return true;
	}

	private <T> T asking(Supplier<T> question) {
		try {
			return question.get();
		}
		catch (BackendException ex) {
			throw new PubSubException(ex.kind(), this + ": " + ex.getMessage(), ex);
		}
	}

	@Override
	public String toString() {
		return "Topic " + this.topic + ", group " + this.group + ", dead letters on " + this.letters;
	}

}
