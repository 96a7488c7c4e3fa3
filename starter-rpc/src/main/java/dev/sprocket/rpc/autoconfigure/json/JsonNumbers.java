// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.rpc.autoconfigure.json;

import java.util.Locale;

/**
 * Keeps numbers away that cost the parser behind too much: those whose few characters
 * stand for many megabytes, such as {@code 1e999999999}, which it writes out in full, and
 * those of very many digits, whose time grows with the square.
 */
final class JsonNumbers {

	private static final int MAX_LENGTH = 1000;

	private static final int MAX_EXPONENT_DIGITS = 3;

	private JsonNumbers() {
	}

	static boolean isPlain(String number) {
		if (!isNumber(number)) {
			return true;
		}
		int exponent = number.toLowerCase(Locale.ROOT).indexOf('e');
		String digits = (exponent < 0) ? "" : number.substring(exponent + 1).replaceFirst("^[+-]?0*", "");
		return number.length() <= MAX_LENGTH && digits.length() <= MAX_EXPONENT_DIGITS;
	}

	static void requirePlain(String number) {
		if (!isPlain(number)) {
			throw new IllegalArgumentException("is a number out of range");
		}
	}

	/**
	 * Return whether a text has nothing but characters of numbers. Digits are those that
	 * {@link java.math.BigDecimal} knows, of all scripts.
	 * @param text the text
	 * @return {@code true} if it may be a number
	 */
	private static boolean isNumber(String text) {
		return text.chars().allMatch((character) -> Character.isDigit(character) || "+-.eE".indexOf(character) >= 0);
	}

}
