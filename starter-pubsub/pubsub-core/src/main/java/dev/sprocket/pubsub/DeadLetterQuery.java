// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * Which dead letters: those that match all that is given. Immutable: each method returns
 * a copy.
 *
 * @param reason as in {@link DeadLetterHeaders#REASON}, or {@code null} for any
 * @param errorType class name of the last error, or {@code null} for any
 * @param failedFrom whose last attempt failed then or later, or {@code null}
 * @param failedUntil whose last attempt failed before then, or {@code null}
 * @param headers whose message has all these headers
 * @param afterPosition only later ones, to read on; 0 for all
 * @param max how many at most, or {@code null}: then all are redriven or discarded, and
 * the oldest 100 are found
 */
public record DeadLetterQuery(@Nullable String reason, @Nullable String errorType, @Nullable Instant failedFrom,
		@Nullable Instant failedUntil, Map<String, String> headers, long afterPosition, @Nullable Integer max) {

	private static final DeadLetterQuery ALL = new DeadLetterQuery(null, null, null, null, Map.of(), 0, null);

	public DeadLetterQuery {
		if (max != null && max < 1) {
			throw new PubSubException(ErrorKind.INVALID,
					"A query for dead letters must ask for at least 1, not for " + max, null);
		}
		headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
	}

	/**
	 * Return a query for all. {@link DeadLetterQueue#find} reads the oldest 100 of them
	 * unless {@link #max(int)} says how many.
	 * @return the query
	 */
	public static DeadLetterQuery all() {
		return ALL;
	}

	/**
	 * Ask for a reason.
	 * @param reason as in {@link DeadLetterHeaders#REASON}
	 * @return a copy with it
	 */
	public DeadLetterQuery reason(@Nullable String reason) {
		return new DeadLetterQuery(reason, this.errorType, this.failedFrom, this.failedUntil, this.headers,
				this.afterPosition, this.max);
	}

	/**
	 * Ask for an error.
	 * @param errorType class name of the last error
	 * @return a copy with it
	 */
	public DeadLetterQuery errorType(@Nullable String errorType) {
		return new DeadLetterQuery(this.reason, errorType, this.failedFrom, this.failedUntil, this.headers,
				this.afterPosition, this.max);
	}

	/**
	 * Ask for a time.
	 * @param failedFrom the last attempt failed then or later
	 * @return a copy with it
	 */
	public DeadLetterQuery failedFrom(@Nullable Instant failedFrom) {
		return new DeadLetterQuery(this.reason, this.errorType, failedFrom, this.failedUntil, this.headers,
				this.afterPosition, this.max);
	}

	/**
	 * Ask for a time.
	 * @param failedUntil the last attempt failed before then
	 * @return a copy with it
	 */
	public DeadLetterQuery failedUntil(@Nullable Instant failedUntil) {
		return new DeadLetterQuery(this.reason, this.errorType, this.failedFrom, failedUntil, this.headers,
				this.afterPosition, this.max);
	}

	/**
	 * Ask for a header of the message.
	 * @param name its name
	 * @param value its value
	 * @return a copy with it
	 */
	public DeadLetterQuery header(String name, String value) {
		Map<String, String> added = new LinkedHashMap<>(this.headers);
		added.put(name, value);
		return new DeadLetterQuery(this.reason, this.errorType, this.failedFrom, this.failedUntil, added,
				this.afterPosition, this.max);
	}

	/**
	 * Read on.
	 * @param afterPosition {@link FailedMessage#position()} of the last one read
	 * @return a copy with it
	 */
	public DeadLetterQuery afterPosition(long afterPosition) {
		return new DeadLetterQuery(this.reason, this.errorType, this.failedFrom, this.failedUntil, this.headers,
				afterPosition, this.max);
	}

	/**
	 * Set how many at most, the oldest ones.
	 * @param max at least 1
	 * @return a copy with it
	 */
	public DeadLetterQuery max(int max) {
		return new DeadLetterQuery(this.reason, this.errorType, this.failedFrom, this.failedUntil, this.headers,
				this.afterPosition, max);
	}

	boolean matches(FailedMessage letter) {
		return (this.reason == null || this.reason.equals(letter.reason()))
				&& (this.errorType == null || this.errorType.equals(letter.errorType()))
				&& isInTime(letter.lastFailedAt())
				&& this.headers.entrySet()
					.stream()
					.allMatch((header) -> Objects.equals(letter.message().headers().get(header.getKey()),
							header.getValue()));
	}

	private boolean isInTime(@Nullable Instant failedAt) {
		if (this.failedFrom == null && this.failedUntil == null) {
			return true;
		}
		return failedAt != null && (this.failedFrom == null || !failedAt.isBefore(this.failedFrom))
				&& (this.failedUntil == null || failedAt.isBefore(this.failedUntil));
	}

}
