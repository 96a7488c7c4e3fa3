// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Text as the value of a header that takes printable ASCII only, by section 3.1.3.2 of
 * the HTTP binding of CloudEvents: anything else, and space, quote and percent, is
 * encoded. Decode once: what comes out may look encoded again.
 */
public final class PercentText {

	private static final String HEX = "0123456789ABCDEF";

	private PercentText() {
	}

	/**
	 * Encode a text.
	 * @param value the text
	 * @return the text in printable ASCII
	 */
	public static String encode(String value) {
		StringBuilder text = new StringBuilder(value.length() + 16);
		for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
			if (each > ' ' && each < 0x7f && each != '"' && each != '%') {
				text.append((char) each);
			}
			else {
				text.append('%').append(HEX.charAt((each >> 4) & 0xf)).append(HEX.charAt(each & 0xf));
			}
		}
		return text.toString();
	}

	/**
	 * Decode a text; a percent sign that encodes nothing is kept.
	 * @param text the text
	 * @return what was encoded
	 */
	public static String decode(String text) {
		if (text.indexOf('%') < 0) {
			return text;
		}
		ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
		for (int i = 0; i < text.length();) {
			int value = (text.charAt(i) == '%' && i + 2 < text.length()) ? hex(text, i + 1) : -1;
			if (value >= 0) {
				bytes.write(value);
				i += 3;
			}
			else {
				int character = text.codePointAt(i);
				bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
				i += Character.charCount(character);
			}
		}
		return bytes.toString(StandardCharsets.UTF_8);
	}

	private static int hex(String text, int index) {
		int high = Character.digit(text.charAt(index), 16);
		int low = Character.digit(text.charAt(index + 1), 16);
		return (high >= 0 && low >= 0) ? high * 16 + low : -1;
	}

}
