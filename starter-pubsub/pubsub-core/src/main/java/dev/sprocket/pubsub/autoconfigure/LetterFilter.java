// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.autoconfigure;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.DeadLetterQuery;
import dev.sprocket.pubsub.PubSubException;
import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Reads which dead letters a request is about.
 */
final class LetterFilter {

	private static final String HEADER = "header.";

	private LetterFilter() {
	}

	/**
	 * Read a query.
	 * @param where conditions {@code name=value} that all hold; {@code null} for none
	 * @param after only what comes after that position
	 * @param max how many at most
	 * @return the query
	 */
	static DeadLetterQuery parse(@Nullable List<String> where, @Nullable Long after, @Nullable Integer max) {
		DeadLetterQuery query = DeadLetterQuery.all();
		for (String condition : (where != null) ? where : List.<String>of()) {
			query = with(query, condition);
		}
		if (after != null) {
			query = query.afterPosition(after);
		}
		return (max != null) ? query.max(max) : query;
	}

	private static DeadLetterQuery with(DeadLetterQuery query, String condition) {
		int equals = condition.indexOf('=');
		String name = condition.substring(0, Math.max(0, equals)).trim();
		String value = condition.substring(equals + 1).trim();
		if (name.length() > HEADER.length() && name.startsWith(HEADER)) {
			return query.header(name.substring(HEADER.length()), value);
		}
		return switch (name) {
			case "reason" -> query.reason(value);
			case "errorType" -> query.errorType(value);
			case "failedFrom" -> query.failedFrom(instant(condition, value));
			case "failedUntil" -> query.failedUntil(instant(condition, value));
			default -> throw invalid(condition,
					"begin it with reason=, errorType=, failedFrom=, failedUntil= or header.NAME=");
		};
	}

	private static Instant instant(String condition, String value) {
		try {
			return Instant.parse(value);
		}
		catch (DateTimeParseException ex) {
			throw invalid(condition, "write the time as in 2026-01-31T12:00:00Z");
		}
	}

	private static PubSubException invalid(String condition, String remedy) {
		return new PubSubException(ErrorKind.INVALID,
				"The condition '" + condition + "' on dead letters cannot be read: " + remedy, null);
	}

}
