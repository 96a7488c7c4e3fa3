// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.Locale;

/**
 * Keeps numbers away whose few characters stand for many megabytes, such as
 * {@code 1e999999999}: the parser behind writes them out in full.
 */
final class JsonNumbers {

	private static final int MAX_LENGTH = 1000;

	private static final int MAX_EXPONENT_DIGITS = 3;

	private JsonNumbers() {
	}

	static boolean isPlain(String number) {
		int exponent = number.toLowerCase(Locale.ROOT).indexOf('e');
		if (exponent < 0 || !isNumber(number)) {
			return true;
		}
		String digits = number.substring(exponent + 1).replaceFirst("^[+-]?0*", "");
		return number.length() <= MAX_LENGTH && digits.length() <= MAX_EXPONENT_DIGITS;
	}

	static void requirePlain(String number) {
		if (!isPlain(number)) {
			throw new IllegalArgumentException("is a number out of range");
		}
	}

	private static boolean isNumber(String text) {
		return text.chars().allMatch((character) -> "+-.0123456789eE".indexOf(character) >= 0);
	}

}
