// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * The portable rule for names of topics and groups.
 */
final class Names {

	private static final int MAX_LENGTH = 200;

	private static final String RULE = "a name has 1 to 200 characters, each a letter A-Z or a-z, a digit, '.', '_' or '-'";

	private Names() {
	}

	static String topic(String name) {
		return check("topic", name);
	}

	static String group(String name) {
		return check("group", name);
	}

	static String deadLetterTopic(String topic, String group, DeadLetterPolicy policy) {
		String name = (policy.topic() != null) ? policy.topic() : topic + "." + group + ".dlq";
		return check("dead-letter topic", name);
	}

	private static String check(String what, String name) {
		if (!isValid(name)) {
			throw new PubSubException(ErrorKind.INVALID, "Invalid " + what + " name '" + name + "': " + RULE, null);
		}
		return name;
	}

	private static boolean isValid(String name) {
		int length = name.length();
		if (length == 0 || length > MAX_LENGTH) {
			return false;
		}
		for (int i = 0; i < length; i++) {
			if (!isAllowed(name.charAt(i))) {
				return false;
			}
		}
		return true;
	}

	private static boolean isAllowed(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_'
				|| c == '-';
	}

}
