// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import org.jspecify.annotations.Nullable;

import dev.sprocket.pubsub.spi.ErrorKind;

/**
 * The portable rule for names of topics and groups: 1 to 200 characters, each a letter
 * A-Z or a-z, a digit, a dot, an underscore or a dash. Every backend takes such a name.
 */
public final class TopicNames {

	private static final int MAX_LENGTH = 200;

	private static final String RULE = "a name has 1 to 200 characters, each a letter A-Z or a-z, a digit, '.', '_' or '-'";

	private TopicNames() {
	}

	/**
	 * Check the name of a topic.
	 * @param name the name
	 * @return the name
	 * @throws PubSubException {@link ErrorKind#INVALID}, naming the rule
	 */
	public static String check(String name) {
		return check("topic", name);
	}

	/**
	 * Check the name of a group.
	 * @param name the name
	 * @return the name
	 * @throws PubSubException {@link ErrorKind#INVALID}, naming the rule
	 */
	public static String checkGroup(String name) {
		return check("group", name);
	}

	/**
	 * Return the topic of the dead letters of a group.
	 * @param topic the topic that the group reads
	 * @param group the group
	 * @param policy where its dead letters go
	 * @return the topic that the policy names, or {@code <topic>.<group>.dlq}
	 * @throws PubSubException {@link ErrorKind#INVALID} if that is no name of a topic and
	 * the policy keeps dead letters
	 */
	public static String deadLetterTopic(String topic, String group, DeadLetterPolicy policy) {
		String name = (policy.topic() != null) ? policy.topic() : topic + "." + group + ".dlq";
		return policy.enabled() ? check("dead-letter topic", name) : name;
	}

	private static String check(String what, @Nullable String name) {
		if (name == null || !isValid(name)) {
			throw new PubSubException(ErrorKind.INVALID,
					"Invalid " + what + " name " + ((name != null) ? "'" + name + "'" : "null") + ": " + RULE, null);
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
