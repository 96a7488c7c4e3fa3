// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Instant;
import java.time.format.DateTimeParseException;

import org.jspecify.annotations.Nullable;

/**
 * Moments as ISO-8601 in UTC, to the millisecond. Messages come in bursts, so the last
 * one is remembered in both directions.
 */
final class Timestamps {

	private volatile Pair last = new Pair(Instant.EPOCH, Instant.EPOCH.toString());

	String format(long millis) {
		Pair pair = this.last;
		if (pair.instant().toEpochMilli() != millis) {
			Instant instant = Instant.ofEpochMilli(millis);
			pair = new Pair(instant, instant.toString());
			this.last = pair;
		}
		return pair.text();
	}

	@Nullable Instant parse(@Nullable String text) {
		if (text == null) {
			return null;
		}
		Pair pair = this.last;
		if (pair.text().equals(text)) {
			return pair.instant();
		}
		try {
			Instant instant = Instant.parse(text);
			this.last = new Pair(instant, text);
			return instant;
		}
		catch (DateTimeParseException ex) {
			return null;
		}
	}

	private record Pair(Instant instant, String text) {

	}

}
