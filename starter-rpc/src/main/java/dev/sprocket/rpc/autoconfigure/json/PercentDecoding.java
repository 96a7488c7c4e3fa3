// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Decodes percent-encoded UTF-8 (RFC 3986) in a path, where {@code +} is itself.
 */
final class PercentDecoding {

	private static final int HEXADECIMAL = 16;

	private static final int ENCODED_LENGTH = 3;

	private PercentDecoding() {
	}

	/**
	 * Decode everything.
	 * @param text what was received
	 * @return the decoded text
	 * @throws IllegalArgumentException if it is not well-formed
	 */
	static String decode(String text) {
		return (text.indexOf('%') < 0) ? text : decode(text, false);
	}

	/**
	 * Decode everything but slashes: {@code %2F} stays as it is written, so that it can
	 * be told from the slash between two segments.
	 * @param text what was received
	 * @return the decoded text
	 * @throws IllegalArgumentException if it is not well-formed
	 */
	static String decodeKeepingSlashes(String text) {
		return (text.indexOf('%') < 0) ? text : decode(text, true);
	}

	private static String decode(String text, boolean keepsSlashes) {
		byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
		ByteArrayOutputStream decoded = new ByteArrayOutputStream(encoded.length);
		for (int i = 0; i < encoded.length; i++) {
			if (encoded[i] != '%') {
				decoded.write(encoded[i]);
				continue;
			}
			int value = value(encoded, i);
			if (keepsSlashes && value == '/') {
				decoded.write(encoded, i, ENCODED_LENGTH);
			}
			else {
				decoded.write(value);
			}
			i += ENCODED_LENGTH - 1;
		}
		return utf8(decoded.toByteArray());
	}

	private static int value(byte[] encoded, int position) {
		int high = (position + 2 < encoded.length) ? digit(encoded[position + 1]) : -1;
		int low = (high >= 0) ? digit(encoded[position + 2]) : -1;
		if (low < 0) {
			throw new IllegalArgumentException("a percent sign is not followed by two hexadecimal digits");
		}
		return high * HEXADECIMAL + low;
	}

	private static int digit(byte character) {
		return Character.digit((char) character, HEXADECIMAL);
	}

	private static String utf8(byte[] bytes) {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
		}
		catch (CharacterCodingException ex) {
			throw new IllegalArgumentException("the decoded bytes are not UTF-8", ex);
		}
	}

}
