// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * What is kept beside a committed position: which later messages are done, and how often
 * others were tried. Written as {@code 1;100;a+4=2;d+2-3+1}: version, committed position,
 * then distances to the position before, as counts and as ranges. What does not fit is
 * left out: those messages are handled again.
 *
 * @param done positions above the committed one that are done
 * @param attempts how often positions above it were tried
 */
record LaneNote(NavigableSet<Long> done, Map<Long, Integer> attempts) {

	private static final String VERSION = "1";

	private static final int MAX_LENGTH = 4000;

	private static final int MAX_POSITIONS = 100_000;

	static LaneNote empty() {
		return new LaneNote(new TreeSet<>(), new HashMap<>());
	}

	static LaneNote parse(@Nullable String text) {
		if (text == null || !text.startsWith(VERSION + ";")) {
			return empty();
		}
		LaneNote note = empty();
		try {
			String[] parts = text.split(";");
			long base = Long.parseLong(parts[1]);
			for (String part : parts) {
				if (part.startsWith("d")) {
					note.readDone(base, part.substring(1));
				}
				else if (part.startsWith("a")) {
					note.readAttempts(base, part.substring(1));
				}
			}
		}
		catch (NumberFormatException | ArrayIndexOutOfBoundsException ex) {
			// written by somebody else: handle again what it was about
			return empty();
		}
		return note;
	}

	private void readDone(long base, String text) {
		long last = base;
		for (String range : text.split("\\+")) {
			if (!range.isEmpty()) {
				String[] ends = range.split("-", 2);
				long from = last + Long.parseLong(ends[0]);
				last = from + ((ends.length > 1) ? Long.parseLong(ends[1]) : 0);
				for (long position = from; position <= last && this.done.size() < MAX_POSITIONS; position++) {
					this.done.add(position);
				}
			}
		}
	}

	private void readAttempts(long base, String text) {
		long last = base;
		for (String count : text.split("\\+")) {
			if (!count.isEmpty()) {
				String[] parts = count.split("=", 2);
				last += Long.parseLong(parts[0]);
				this.attempts.put(last, Integer.parseInt(parts[1]));
			}
		}
	}

	@Nullable String format(long base) {
		if (this.done.isEmpty() && this.attempts.isEmpty()) {
			return null;
		}
		StringBuilder text = new StringBuilder(VERSION).append(';').append(base);
		formatAttempts(base, text);
		formatDone(base, text);
		return text.toString();
	}

	private void formatAttempts(long base, StringBuilder text) {
		if (this.attempts.isEmpty()) {
			return;
		}
		text.append(";a");
		long last = base;
		for (Map.Entry<Long, Integer> count : new TreeMap<>(this.attempts).entrySet()) {
			String part = "+" + (count.getKey() - last) + "=" + count.getValue();
			if (text.length() + part.length() > MAX_LENGTH / 2) {
				return;
			}
			text.append(part);
			last = count.getKey();
		}
	}

	private void formatDone(long base, StringBuilder text) {
		if (this.done.isEmpty()) {
			return;
		}
		text.append(";d");
		long last = base;
		Long from = this.done.first();
		while (from != null) {
			long to = from;
			while (this.done.contains(to + 1)) {
				to++;
			}
			String part = "+" + (from - last) + ((to > from) ? "-" + (to - from) : "");
			if (text.length() + part.length() > MAX_LENGTH) {
				return;
			}
			text.append(part);
			last = to;
			from = this.done.higher(to);
		}
	}

}
