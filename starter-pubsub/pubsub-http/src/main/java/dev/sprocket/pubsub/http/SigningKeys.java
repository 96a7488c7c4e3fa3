// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.ErrorKind;
import dev.sprocket.pubsub.spi.SetupException;

/**
 * Signs requests as Standard Webhooks says: HMAC-SHA256 over id, time and body. A request
 * is signed with every key and accepted with any, so that either end may take a new key
 * first.
 */
public final class SigningKeys {

	static final String ID = "webhook-id";

	static final String TIMESTAMP = "webhook-timestamp";

	static final String SIGNATURE = "webhook-signature";

	private static final Duration TOLERANCE = Duration.ofMinutes(5);

	private static final String VERSION = "v1,";

	private static final String PREFIX = "whsec_";

	private static final int SHORTEST = 24;

	private static final int LONGEST = 64;

	private static final String ALGORITHM = "HmacSHA256";

	private final List<SecretKeySpec> keys;

	private final Clock clock;

	private SigningKeys(List<SecretKeySpec> keys, Clock clock) {
		this.keys = keys;
		this.clock = clock;
	}

	/**
	 * Read keys.
	 * @param texts {@code whsec_} and 24 to 64 random bytes in base64, each
	 * @param clock the clock that signatures go by
	 * @return the keys
	 * @throws SetupException if one of them is no such text; it is not repeated
	 */
	public static SigningKeys of(List<String> texts, Clock clock) {
		List<SecretKeySpec> keys = new ArrayList<>();
		for (int i = 0; i < texts.size(); i++) {
			keys.add(key(texts.get(i), i));
		}
		return new SigningKeys(List.copyOf(keys), clock);
	}

	private static SecretKeySpec key(String text, int index) {
		byte[] secret = decode(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : "");
		if (secret == null || secret.length < SHORTEST || secret.length > LONGEST) {
			throw new SetupException(ErrorKind.INVALID,
					"sprocket.pubsub.http.signing-keys[%d] is no key of Standard Webhooks".formatted(index),
					"Set it to whsec_ and 24 to 64 random bytes in base64, for example to what this prints: "
							+ "echo \"whsec_$(openssl rand -base64 32)\"",
					null);
		}
		return new SecretKeySpec(secret, ALGORITHM);
	}

	private static byte @Nullable [] decode(String text) {
		try {
			return Base64.getDecoder().decode(text);
		}
		catch (IllegalArgumentException ex) {
			return null;
		}
	}

	/**
	 * Return whether there is no key.
	 * @return {@code true} if nothing can be signed
	 */
	public boolean isEmpty() {
		return this.keys.isEmpty();
	}

	/**
	 * Sign a request.
	 * @param id the id of the message, printable
	 * @param body the body
	 * @return the headers to add, none if there is no key
	 */
	Map<String, String> sign(String id, byte[] body) {
		if (isEmpty()) {
			return Map.of(ID, id);
		}
		String timestamp = String.valueOf(this.clock.instant().getEpochSecond());
		List<String> signatures = this.keys.stream()
			.map((key) -> VERSION + Base64.getEncoder().encodeToString(signature(key, id, timestamp, body)))
			.toList();
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put(ID, id);
		headers.put(TIMESTAMP, timestamp);
		headers.put(SIGNATURE, String.join(" ", signatures));
		return headers;
	}

	/**
	 * Check a request.
	 * @param request the request
	 * @return why it is refused, or {@code null} if it is signed with one of the keys
	 */
	@Nullable String refusal(HttpMessage request) {
		String id = request.header(ID);
		String timestamp = request.header(TIMESTAMP);
		String signatures = request.header(SIGNATURE);
		if (id == null || timestamp == null || signatures == null) {
			return "it is not signed: " + ID + ", " + TIMESTAMP + " and " + SIGNATURE + " belong together";
		}
		if (!isRecent(timestamp)) {
			return TIMESTAMP + " is not within five minutes of now";
		}
		List<byte[]> given = given(signatures);
		boolean authentic = false;
		for (SecretKeySpec key : this.keys) {
			byte[] expected = signature(key, id, timestamp, request.body());
			for (byte[] signature : given) {
				authentic |= MessageDigest.isEqual(expected, signature);
			}
		}
		return authentic ? null : "no signature is of a key that is known here";
	}

	private static List<byte[]> given(String signatures) {
		List<byte[]> given = new ArrayList<>();
		for (String signature : signatures.split(" ")) {
			byte[] decoded = signature.startsWith(VERSION) ? decode(signature.substring(VERSION.length())) : null;
			if (decoded != null) {
				given.add(decoded);
			}
		}
		return given;
	}

	private boolean isRecent(String timestamp) {
		try {
			Instant signed = Instant.ofEpochSecond(Long.parseLong(timestamp));
			return Duration.between(signed, this.clock.instant()).abs().compareTo(TOLERANCE) <= 0;
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	private static byte[] signature(SecretKeySpec key, String id, String timestamp, byte[] body) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(key);
			mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
			return mac.doFinal(body);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java platform has " + ALGORITHM, ex);
		}
	}

}
