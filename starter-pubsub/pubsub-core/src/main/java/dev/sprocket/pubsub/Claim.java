// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Stands in a message for its body, which is in a store.
 *
 * @param reference where
 * @param size how many bytes it has
 * @param sha256 its SHA-256, in lower-case hexadecimal
 */
record Claim(String reference, long size, String sha256) {

	// A reference comes from a header, which anybody may have written: it never leads out
	// of
	// a store.

	private static final Pattern TEXT = Pattern.compile(
			"(\\d{4}-\\d{2}-\\d{2}/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12});size=(\\d{1,18});sha256=([0-9a-f]{64})");

	static Claim of(LocalDate day, byte[] body) {
		return new Claim(day + "/" + UUID.randomUUID(), body.length, hash(body));
	}

	static Claim parse(String text) {
		Matcher matcher = TEXT.matcher(text);
		if (!matcher.matches()) {
			throw new UndecodableException("'" + text + "' is no claim of a body", null);
		}
		return new Claim(matcher.group(1), Long.parseLong(matcher.group(2)), matcher.group(3));
	}

	/**
	 * Return what is wrong with a body.
	 * @param body what the store has
	 * @return what is wrong, or {@code null} if it is the body that was stored
	 */
	@Nullable String problem(byte[] body) {
		if (body.length != this.size) {
			return body.length + " bytes long instead of " + this.size;
		}
		String found = hash(body);
		return found.equals(this.sha256) ? null : "another one: SHA-256 " + found + " instead of " + this.sha256;
	}

	static String hash(byte[] body) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

	@Override
	public String toString() {
		return this.reference + ";size=" + this.size + ";sha256=" + this.sha256;
	}

}
