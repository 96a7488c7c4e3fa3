// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import org.jspecify.annotations.Nullable;

/**
 * Which requests are taken. Whoever is admitted in one way need not pass the others.
 *
 * @param keys the keys that requests may be signed with
 * @param pushToken what the parameter {@code token} of a request may be, or {@code null}
 * @param pushVerifier what checks bearer tokens, or {@code null}
 * @param unsigned whether everybody is admitted
 */
public record Admission(SigningKeys keys, @Nullable String pushToken, @Nullable PushVerifier pushVerifier,
		boolean unsigned) {

	private static final String BEARER = "Bearer ";

	/**
	 * Return whether nobody can be admitted.
	 * @return {@code true} if every request is refused
	 */
	boolean isClosed() {
		return this.keys.isEmpty() && this.pushToken == null && this.pushVerifier == null && !this.unsigned;
	}

	/**
	 * Check a request.
	 * @param request the request
	 * @param token its parameter {@code token}, or {@code null}
	 * @return why it is refused, or {@code null} if it is admitted
	 */
	@Nullable String refusal(HttpMessage request, @Nullable String token) {
		String authorization = request.header("authorization");
		if (request.header(SigningKeys.SIGNATURE) != null && !this.keys.isEmpty()) {
			return this.keys.refusal(request);
		}
		if (token != null && this.pushToken != null) {
			return isSame(token, this.pushToken) ? null : "the token is another one";
		}
		if (authorization != null && authorization.startsWith(BEARER) && this.pushVerifier != null) {
			boolean authentic = this.pushVerifier.isAuthentic(authorization.substring(BEARER.length()));
			return authentic ? null : "the bearer token is refused";
		}
		return this.unsigned ? null : "it is neither signed nor has it a token";
	}

	private static boolean isSame(String one, String other) {
		return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public String toString() {
		return "Admission[unsigned=" + this.unsigned + "]";
	}

}
