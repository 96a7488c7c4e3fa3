// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.samples.webhooks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * The signature of a delivery as GitHub makes it: <a href=
 * "https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries">
 * HMAC-SHA256 of the raw body</a>.
 */
final class Signature {

	private static final String ALGORITHM = "HmacSHA256";

	private final SecretKeySpec key;

	Signature(String secret) {
		this.key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
	}

	String of(byte[] body) {
		try {
			Mac mac = Mac.getInstance(ALGORITHM);
			mac.init(this.key);
			return "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("Every Java runtime has " + ALGORITHM, ex);
		}
	}

	boolean matches(@Nullable String signature, byte[] body) {
		return signature != null && MessageDigest.isEqual(bytes(of(body)), bytes(signature));
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
