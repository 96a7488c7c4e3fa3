// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.context;

import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

import org.jspecify.annotations.Nullable;

/**
 * Ids of requests. An id of ours is a UUID of version 7 (RFC 9562): it begins with the
 * time, so that sorting by id sorts by time. It tells when a request began, is unique,
 * and is no secret.
 */
public final class RequestId {

	/** The longest id that is accepted from outside. */
	public static final int MAX_LENGTH = 128;

	private static final int NANOS_PER_MILLI = 1_000_000;

	private static final long VERSION_7 = 0x7000L;

	private static final long VARIANT = 0x8000_0000_0000_0000L;

	private static final long RANDOM_BITS = 0x3FFF_FFFF_FFFF_FFFFL;

	private RequestId() {
	}

	/**
	 * Return a new id, later in order than those made before it in this process by as
	 * little as a microsecond (RFC 9562, section 6.2, method 3: the twelve bits after the
	 * millisecond are a fraction of it).
	 * @return 36 characters
	 */
	public static String next() {
		Instant now = Instant.now();
		return next(now, ThreadLocalRandom.current().nextLong());
	}

	static String next(Instant now, long random) {
		long fraction = (now.getNano() % NANOS_PER_MILLI) * 4096L / NANOS_PER_MILLI;
		long high = (now.toEpochMilli() << 16) | VERSION_7 | fraction;
		return new UUID(high, VARIANT | (random & RANDOM_BITS)).toString();
	}

	/**
	 * Return whether an id from outside may be taken over as it is: 1 to 128 letters and
	 * digits of ASCII and {@code - _ . :}, which need no escaping in a header, a log line
	 * or a URL.
	 * @param id the id received, or {@code null} if there was none
	 * @return {@code false} if a new id is to be made instead
	 */
	public static boolean isWellFormed(@Nullable String id) {
		if (id == null || id.isEmpty() || id.length() > MAX_LENGTH) {
			return false;
		}
		for (int i = 0; i < id.length(); i++) {
			if (!isAllowed(id.charAt(i))) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Take over an id from outside if it is well-formed, else make one.
	 * @param given the id received, or {@code null} if there was none
	 * @return an id that is well-formed
	 */
	public static String accept(@Nullable String given) {
		return (given != null && isWellFormed(given)) ? given : next();
	}

	private static boolean isAllowed(char character) {
		return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z')
				|| (character >= '0' && character <= '9') || "-_.:".indexOf(character) >= 0;
	}

}
