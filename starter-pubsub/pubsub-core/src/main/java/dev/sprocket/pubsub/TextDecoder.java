// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Reads a body as text: UTF-8 unless the content type names another charset, and strictly
 * so, because a replaced character is a lost one.
 */
final class TextDecoder {

	private static final char REPLACEMENT = '\uFFFD';

	private TextDecoder() {
	}

	static String decode(byte[] body, @Nullable String contentType) {
		Charset charset = charsetOf(contentType);
		String text = new String(body, charset);
		return (text.indexOf(REPLACEMENT) >= 0) ? decodeStrictly(body, charset) : text;
	}

	private static String decodeStrictly(byte[] body, Charset charset) {
		try {
			return charset.newDecoder()
				.onMalformedInput(CodingErrorAction.REPORT)
				.onUnmappableCharacter(CodingErrorAction.REPORT)
				.decode(ByteBuffer.wrap(body))
				.toString();
		}
		catch (CharacterCodingException ex) {
			throw new UndecodableException("The body is no text in " + charset, ex);
		}
	}

	static Charset charsetOf(@Nullable String contentType) {
		int at = (contentType != null) ? contentType.toLowerCase(Locale.ROOT).indexOf("charset=") : -1;
		if (contentType == null || at < 0) {
			return StandardCharsets.UTF_8;
		}
		String name = contentType.substring(at + "charset=".length()).split(";", 2)[0].replace("\"", "").trim();
		try {
			return Charset.forName(name);
		}
		catch (IllegalArgumentException ex) {
			throw new UndecodableException("Unknown charset in content type '" + contentType + "'", ex);
		}
	}

}
