// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The pause that an answer asks for: {@code Retry-After} in seconds or as a date (RFC
 * 9110), and, because a second is long, {@code Retry-After-Ms} beside it.
 */
final class RetryAfter {

	static final String SECONDS = "Retry-After";

	static final String MILLIS = "Retry-After-Ms";

	private RetryAfter() {
	}

	static Map<String, String> headers(Duration delay) {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put(SECONDS, String.valueOf(delay.plusMillis(999).toSeconds()));
		headers.put(MILLIS, String.valueOf(delay.toMillis()));
		return headers;
	}

	static @Nullable Duration millis(@Nullable String millis) {
		try {
			return (millis != null) ? notNegative(Duration.ofMillis(Long.parseLong(millis.trim()))) : null;
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	static @Nullable Duration seconds(@Nullable String seconds, Clock clock) {
		try {
			return (seconds != null) ? notNegative(Duration.ofSeconds(Long.parseLong(seconds.trim()))) : null;
		}
		catch (NumberFormatException ex) {
			return (seconds != null) ? until(seconds, clock) : null;
		}
	}

	private static @Nullable Duration until(String date, Clock clock) {
		try {
			return notNegative(Duration.between(clock.instant(),
					ZonedDateTime.parse(date.trim(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()));
		}
		catch (DateTimeException ex) {
			return null;
		}
	}

	private static Duration notNegative(Duration delay) {
		return delay.isNegative() ? Duration.ZERO : delay;
	}

}
