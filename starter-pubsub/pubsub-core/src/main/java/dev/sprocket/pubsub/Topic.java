// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

/**
 * The name of a topic and what it carries, for code that wants the compiler to check
 * both: publish with {@link #message}, subscribe with
 * {@link SubscriptionSpec#of(Topic, String)}.
 *
 * @param name the name
 * @param type the class of its payloads
 * @param <T> the type of its payloads
 */
public record Topic<T>(String name, Class<T> type) {

	/**
	 * Return a message for this topic.
	 * @param payload the payload
	 * @return the message
	 */
	public OutgoingMessage message(T payload) {
		return OutgoingMessage.of(this.name, payload);
	}

}
