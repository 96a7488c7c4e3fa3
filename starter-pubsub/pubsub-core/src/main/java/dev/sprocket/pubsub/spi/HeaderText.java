// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Headers as one text, for a store that has no place for them or for few: a line each,
 * {@code name:value}, with a backslash before what would break a line, as in the STOMP
 * protocol. The text holds no character that XML 1.0 forbids, save where a header holds a
 * control character other than a line feed, a carriage return or NUL.
 */
public final class HeaderText {

	private HeaderText() {
	}

	/**
	 * Write headers as text.
	 * @param headers names to values, in order
	 * @return the text, in UTF-8 at most twice as long as all names and values, and two
	 * bytes more for each header
	 */
	public static String write(Map<String, String> headers) {
		StringBuilder text = new StringBuilder(64 * headers.size());
		headers.forEach((name, value) -> {
			escape(name, text);
			text.append(':');
			escape(value, text);
			text.append('\n');
		});
		return text.toString();
	}

	/**
	 * Read what {@link #write} wrote; a line without a colon is passed over.
	 * @param text the text
	 * @return names to values, in order
	 */
	public static Map<String, String> read(String text) {
		Map<String, String> headers = new LinkedHashMap<>();
		int start = 0;
		while (start < text.length()) {
			int end = text.indexOf('\n', start);
			end = (end < 0) ? text.length() : end;
			int colon = text.indexOf(':', start);
			if (colon >= 0 && colon < end) {
				headers.put(unescape(text, start, colon), unescape(text, colon + 1, end));
			}
			start = end + 1;
		}
		return headers;
	}

	private static void escape(String value, StringBuilder text) {
		for (int i = 0; i < value.length(); i++) {
			char c = value.charAt(i);
			switch (c) {
				case '\\' -> text.append("\\\\");
				case '\n' -> text.append("\\n");
				case ':' -> text.append("\\c");
				case '\0' -> text.append("\\0");
				case '\r' -> text.append("\\r");
				case '\uFFFE' -> text.append("\\e");
				case '\uFFFF' -> text.append("\\f");
				default -> text.append(c);
			}
		}
	}

	private static String unescape(String text, int start, int end) {
		int backslash = text.indexOf('\\', start);
		if (backslash < 0 || backslash >= end) {
			return text.substring(start, end);
		}
		StringBuilder value = new StringBuilder(end - start);
		for (int i = start; i < end; i++) {
			char c = text.charAt(i);
			if (c == '\\' && i + 1 < end) {
				i++;
				c = switch (text.charAt(i)) {
					case 'n' -> '\n';
					case 'c' -> ':';
					case '0' -> '\0';
					case 'r' -> '\r';
					case 'e' -> '\uFFFE';
					case 'f' -> '\uFFFF';
					default -> text.charAt(i);
				};
			}
			value.append(c);
		}
		return value.toString();
	}

}
