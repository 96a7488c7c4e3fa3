// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.grpc.CallOptions;
import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpHeaders;

import dev.sprocket.context.RequestContext;
import dev.sprocket.context.TraceContext;

/**
 * What of the headers of a request goes on with the call: who asks, which request and
 * trace it is, and how long anybody waits. No other header is passed.
 */
final class CallHeaders {

	private static final Duration LONGEST = Duration.ofDays(365);

	private static final Map<Character, ChronoUnit> GRPC_UNITS = Map.of('H', ChronoUnit.HOURS, 'M', ChronoUnit.MINUTES,
			'S', ChronoUnit.SECONDS, 'm', ChronoUnit.MILLIS, 'u', ChronoUnit.MICROS, 'n', ChronoUnit.NANOS);

	private CallHeaders() {
	}

	static Metadata metadata(HttpHeaders headers) {
		Metadata metadata = new Metadata();
		put(metadata, HttpHeaders.AUTHORIZATION, headers.getFirst(HttpHeaders.AUTHORIZATION));
		RequestContext context = RequestContext.current();
		put(metadata, "x-request-id", (context != null) ? context.requestId() : null);
		TraceContext trace = TraceContext.current();
		put(metadata, TraceContext.PARENT_HEADER,
				(trace != null) ? trace.toHeader() : headers.getFirst(TraceContext.PARENT_HEADER));
		put(metadata, TraceContext.STATE_HEADER,
				(trace != null) ? trace.state() : headers.getFirst(TraceContext.STATE_HEADER));
		return metadata;
	}

	private static void put(Metadata metadata, String name, @Nullable String value) {
		if (value != null) {
			metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
		}
	}

	/**
	 * Return the options of a call with the shortest deadline there is.
	 * @param headers the headers of the request
	 * @return the options
	 * @throws RefusedRequestException if a timeout is not well-formed
	 */
	static CallOptions options(HttpHeaders headers) {
		Duration timeout = shorter(shorter(parse(headers, "grpc-timeout"), parse(headers, "X-Request-Timeout")),
				shorter(parse(headers, "Connect-Timeout-Ms"), remaining()));
		return (timeout != null) ? CallOptions.DEFAULT.withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
				: CallOptions.DEFAULT;
	}

	private static @Nullable Duration remaining() {
		RequestContext context = RequestContext.current();
		Instant deadline = (context != null) ? context.deadline() : null;
		return (deadline != null) ? Duration.between(Instant.now(), deadline) : null;
	}

	private static @Nullable Duration shorter(@Nullable Duration one, @Nullable Duration other) {
		if (one == null || other == null) {
			return (one != null) ? one : other;
		}
		return (one.compareTo(other) < 0) ? one : other;
	}

	private static @Nullable Duration parse(HttpHeaders headers, String name) {
		String value = headers.getFirst(name);
		if (value == null) {
			return null;
		}
		try {
			Duration timeout = switch (name) {
				case "grpc-timeout" -> grpc(value);
				case "Connect-Timeout-Ms" -> Duration.ofMillis(number(value, 10));
				default -> DurationStyle.detectAndParse(value, ChronoUnit.SECONDS);
			};
			if (timeout.isNegative()) {
				throw new IllegalArgumentException("It is negative");
			}
			return shorter(timeout, LONGEST);
		}
		catch (IllegalArgumentException | ArithmeticException ex) {
			throw new RefusedRequestException(Problem.inParameter(name, "is no timeout"));
		}
	}

	private static Duration grpc(String value) {
		ChronoUnit unit = value.isEmpty() ? null : GRPC_UNITS.get(value.charAt(value.length() - 1));
		if (unit == null) {
			throw new IllegalArgumentException("It has no unit");
		}
		return Duration.of(number(value.substring(0, value.length() - 1), 8), unit);
	}

	private static long number(String digits, int most) {
		if (digits.length() > most || !digits.chars().allMatch(Character::isDigit)) {
			throw new IllegalArgumentException("It is no number");
		}
		return Long.parseLong(digits);
	}

}
