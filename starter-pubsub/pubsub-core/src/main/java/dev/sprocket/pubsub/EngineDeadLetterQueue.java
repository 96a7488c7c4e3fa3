// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import dev.sprocket.pubsub.spi.BackendException;
import dev.sprocket.pubsub.spi.Browser;
import dev.sprocket.pubsub.spi.Delivery;
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

	private final CountDownLatch closed;

	EngineDeadLetterQueue(String topic, String group, String letters, KeptLetters kept, Browser browser,
			Redrives redrives, CountDownLatch closed) {
		this.closed = closed;
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
		return find(query, (letter) -> letter);
	}

	private <T> List<T> find(DeadLetterQuery query, Function<FailedMessage, T> keep) {
		List<T> found = new ArrayList<>();
		long after = query.afterPosition();
		while (found.size() < query.max()) {
			long from = after;
			List<Delivery> page = asking(() -> this.browser.find(this.letters, GROUP, from, PAGE));
			if (page.isEmpty()) {
				break;
			}
			page.stream()
				.filter((letter) -> DeadLetters.isOf(letter, this.topic, this.group))
				.map((letter) -> DeadLetters.read(letter, this.topic, letter.body()))
				.filter(query::matches)
				.limit(query.max() - found.size())
				.map(keep)
				.forEach(found::add);
			after = page.get(page.size() - 1).position();
		}
		return found;
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
		// found before the first is sent: one that dies again meanwhile is not sent again
		List<Found> found = find(query, (letter) -> new Found(letter.position(), letter.message().key()));
		Set<String> keys = new HashSet<>();
		Pace pace = Pace.of(perSecond, this.closed);
		int redriven = 0;
		int capped = 0;
		int gone = 0;
		for (Found one : found) {
			if (one.key() != null && keys.contains(one.key())) {
				// went with the first of its key
				continue;
			}
			Delivery letter = letter(one.position());
			if (letter == null) {
				gone++;
			}
			else if (DeadLetters.redrives(letter.headers()) >= MAX_REDRIVES) {
				capped++;
			}
			else if (KeyLetters.parks(letter)) {
				keys.add(letter.key());
				redriven += redriveKey(letter, this::message, pace::await);
			}
			else {
				pace.await();
				boolean sent = redrive(letter, message(letter));
				redriven += sent ? 1 : 0;
				gone += sent ? 0 : 1;
			}
		}
		return new RedriveResult(redriven, capped, gone);
	}

	@Override
	public boolean redrive(long position) {
		Delivery letter = letter(position);
		return letter != null && redrive(letter, this::message);
	}

	@Override
	public boolean redrive(long position, UnaryOperator<OutgoingMessage> edit) {
		Delivery letter = letter(position);
		return letter != null && redrive(letter, (other) -> (other.position() == position)
				? this.messages.edited(this.topic, this.group, other, edit) : message(other));
	}

	private OutboundMessage message(Delivery letter) {
		return RedrivenMessages.of(this.topic, this.group, letter);
	}

	private boolean redrive(Delivery letter, Function<Delivery, OutboundMessage> messages) {
		if (KeyLetters.parks(letter)) {
			return redriveKey(letter, messages, () -> {
			}) > 0;
		}
		return redrive(letter, messages.apply(letter));
	}

	private int redriveKey(Delivery letter, Function<Delivery, OutboundMessage> messages, Runnable pace) {
		String key = String.valueOf(letter.key());
		int redriven = asking(() -> this.keys.redrive(key, messages, pace));
		logger.info(this + ": the " + redriven + " messages of a parked key are redriven");
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
		Predicate<Long> discarded = this::discard;
		return (int) find(query, FailedMessage::position).stream().filter(discarded).count();
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

	/**
	 * A letter that was found.
	 *
	 * @param position its position
	 * @param key the key of its message
	 */
	private record Found(long position, @Nullable String key) {

	}

}
