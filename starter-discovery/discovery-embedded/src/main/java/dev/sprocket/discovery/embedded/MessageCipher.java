// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.embedded;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

import org.jspecify.annotations.Nullable;

/**
 * AES-256 in GCM: what is sealed can be neither read nor changed without the key. The
 * nonces are random, which is safe for billions of messages.
 */
final class MessageCipher {

	private static final int NONCE_LENGTH = 12;

	private static final int TAG_BITS = 128;

	private static final int KEY_BITS = 256;

	private static final int ITERATIONS = 100_000;

	private final List<SecretKey> keys;

	private final SecureRandom random = new SecureRandom();

	private MessageCipher(List<SecretKey> keys) {
		this.keys = keys;
	}

	/**
	 * Derive the keys from texts, which people choose, by PBKDF2.
	 * @param texts the secrets; the first one seals, all of them open
	 * @param group those of another group get another key from the same text
	 * @return the cipher
	 */
	static MessageCipher ofTexts(List<String> texts, String group) {
		return new MessageCipher(texts.stream().map((text) -> derive(text, group)).toList());
	}

	/**
	 * Derive the key from random bytes.
	 * @param secret the bytes
	 * @param group the group
	 * @return the cipher
	 */
	static MessageCipher ofRandom(byte[] secret, String group) {
		try {
			Mac mac = Mac.getInstance("HmacSHA256");
			mac.init(new SecretKeySpec(secret, "HmacSHA256"));
			return new MessageCipher(List.of(new SecretKeySpec(mac.doFinal(salt(group)), "AES")));
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This Java has no HMAC-SHA256", ex);
		}
	}

	private static SecretKey derive(String text, String group) {
		PBEKeySpec specification = new PBEKeySpec(text.toCharArray(), salt(group), ITERATIONS, KEY_BITS);
		try {
			byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
				.generateSecret(specification)
				.getEncoded();
			return new SecretKeySpec(key, "AES");
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("This Java has no PBKDF2 with HMAC-SHA256", ex);
		}
		finally {
			specification.clearPassword();
		}
	}

	private static byte[] salt(String group) {
		return ("sprocket.discovery.embedded/1/" + group).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * Seal a message.
	 * @param plain the message
	 * @param length how many of its bytes
	 * @param open what goes along unencrypted and must not be changed either
	 * @return the nonce and the sealed message
	 */
	byte[] seal(byte[] plain, int length, byte[] open) {
		byte[] nonce = new byte[NONCE_LENGTH];
		this.random.nextBytes(nonce);
		try {
			Cipher cipher = cipher(Cipher.ENCRYPT_MODE, this.keys.get(0), nonce, 0, open);
			byte[] sealed = new byte[NONCE_LENGTH + cipher.getOutputSize(length)];
			System.arraycopy(nonce, 0, sealed, 0, NONCE_LENGTH);
			cipher.doFinal(plain, 0, length, sealed, NONCE_LENGTH);
			return sealed;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException("A message cannot be sealed", ex);
		}
	}

	/**
	 * Open a message.
	 * @param sealed holds the nonce and the sealed message
	 * @param offset where they begin
	 * @param length how long they are
	 * @param open what came along unencrypted
	 * @return the message, or {@code null} if it was sealed with another key or changed
	 */
	byte @Nullable [] open(byte[] sealed, int offset, int length, byte[] open) {
		if (length < NONCE_LENGTH) {
			return null;
		}
		for (SecretKey key : this.keys) {
			try {
				return cipher(Cipher.DECRYPT_MODE, key, sealed, offset, open).doFinal(sealed, offset + NONCE_LENGTH,
						length - NONCE_LENGTH);
			}
			catch (AEADBadTagException ex) {
				continue;
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException("A message cannot be opened", ex);
			}
		}
		return null;
	}

	private static Cipher cipher(int mode, SecretKey key, byte[] nonce, int offset, byte[] open)
			throws GeneralSecurityException {
		Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
		cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce, offset, NONCE_LENGTH));
		cipher.updateAAD(open);
		return cipher;
	}

}
