// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.kafka;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What an engine must remember of one lane, in its simplest form: which positions beyond
 * the committed one are done, and how often others were tried.
 */
class CompletionWindow {

	private final SortedSet<Long> done = new TreeSet<>();

	private final Map<Long, Integer> attempts = new TreeMap<>();

	private long lowestUnfinished;

	private boolean advanced;

	CompletionWindow(long start) {
		this.lowestUnfinished = start;
	}

	static CompletionWindow parse(long start, @Nullable String note) {
		CompletionWindow window = new CompletionWindow(start);
		if (note != null) {
			String[] parts = note.split(";", 2);
			numbers(parts[0]).forEach((position) -> window.complete(Long.parseLong(position)));
			numbers(parts[1]).forEach((position) -> window.attempt(Long.parseLong(position)));
		}
		return window;
	}

	private static Iterable<String> numbers(String text) {
		return Arrays.stream(text.split(",")).filter((number) -> !number.isEmpty()).toList();
	}

	void complete(long position) {
		this.done.add(position);
		this.advanced = false;
		while (this.done.remove(this.lowestUnfinished)) {
			this.lowestUnfinished++;
			this.advanced = true;
		}
	}

	void attempt(long position) {
		this.attempts.merge(position, 1, Integer::sum);
	}

	boolean hasAdvanced() {
		return this.advanced;
	}

	boolean isComplete(long position) {
		return position < this.lowestUnfinished || this.done.contains(position);
	}

	int attempts(long position) {
		return this.attempts.getOrDefault(position, 0);
	}

	long lowestUnfinished() {
		return this.lowestUnfinished;
	}

	long through() {
		return this.lowestUnfinished - 1;
	}

	/**
	 * Return the note: done positions, then one entry for each attempt.
	 * @return the note
	 */
	String note() {
		String tried = this.attempts.entrySet()
			.stream()
			.filter((entry) -> entry.getKey() >= this.lowestUnfinished)
			.flatMap((entry) -> Collections.nCopies(entry.getValue(), entry.getKey()).stream())
			.map(String::valueOf)
			.collect(Collectors.joining(","));
		return this.done.stream().map(String::valueOf).collect(Collectors.joining(",")) + ";" + tried;
	}

}
