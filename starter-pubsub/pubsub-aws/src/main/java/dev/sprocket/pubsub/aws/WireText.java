// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What AWS takes as text: characters that XML 1.0 allows; as the name of an attribute:
 * letters, digits, dashes, dots and underscores; as an id of FIFO: printable ASCII.
 */
final class WireText {

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");

	private static final Pattern TAKEN_NAME = Pattern.compile("(?i)(aws|amazon)\\..*");

	private static final Pattern ID = Pattern.compile("[!-~]{1,128}");

	private static final int MAX_NAME = 256;

	private WireText() {
	}

	static boolean isAttribute(String name, String value) {
		return name.length() <= MAX_NAME && NAME.matcher(name).matches() && !TAKEN_NAME.matcher(name).matches()
				&& !value.isEmpty() && isText(value);
	}

	static boolean isText(String text) {
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (Character.isSurrogate(c)) {
				if (!Character.isHighSurrogate(c) || i + 1 == text.length()
						|| !Character.isLowSurrogate(text.charAt(++i))) {
					return false;
				}
			}
			else if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c > '\uFFFD') {
				return false;
			}
		}
		return true;
	}

	static @Nullable String decode(byte[] body) {
		String text = new String(body, StandardCharsets.UTF_8);
		return (isText(text) && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), body)) ? text : null;
	}

	// An id that FIFO takes; what it does not take stands as its hash.

	static String id(String text) {
		return ID.matcher(text).matches() ? text : AwsNames.hash(text);
	}

}
