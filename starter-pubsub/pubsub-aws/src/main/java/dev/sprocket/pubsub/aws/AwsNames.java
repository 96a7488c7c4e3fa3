// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.aws;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Names of topics and queues. SNS and SQS take letters, digits, dashes and underscores; a
 * dot becomes {@code __} and an underscore {@code _-}, so that different names stay
 * different. A queue is {@code <topic>_for_<group>}. What is too long ends in a hash of
 * the whole.
 *
 * @param fifo whether they are FIFO, which the name has to say
 */
record AwsNames(boolean fifo) {

	private static final int MAX_TOPIC = 256;

	private static final int MAX_QUEUE = 80;

	private static final int HASH_BYTES = 8;

	String topic(String topic) {
		return fitted(encoded(topic), MAX_TOPIC);
	}

	// The one queue of a topic without fan-out.

	String queue(String topic) {
		return fitted(encoded(topic), MAX_QUEUE);
	}

	String queue(String topic, String group) {
		return fitted(encoded(topic) + "_for_" + encoded(group), MAX_QUEUE);
	}

	// The queue for what is published before the topic has a group.

	String unclaimed(String topic) {
		return fitted(encoded(topic) + "_unclaimed", MAX_QUEUE);
	}

	private static String encoded(String name) {
		return name.replace("_", "_-").replace(".", "__");
	}

	private String fitted(String name, int max) {
		String suffix = this.fifo ? ".fifo" : "";
		int room = max - suffix.length();
		if (name.length() <= room) {
			return name + suffix;
		}
		String hash = "_x" + hash(name).substring(0, 2 * HASH_BYTES);
		return name.substring(0, room - hash.length()) + hash + suffix;
	}

	static String hash(String text) {
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
			return HexFormat.of().formatHex(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}
