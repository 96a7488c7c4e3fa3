// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A message as a handler sees it. Immutable; what a handler does to the payload is not
 * seen by the next attempt.
 *
 * @param id unique, the same at every delivery of the message
 * @param topic the topic it was published to
 * @param key its key, or {@code null}
 * @param headers the user's headers
 * @param payload the decoded payload
 * @param contentType the media type it came as, or {@code null} if the producer said none
 * @param publishedAt when it was published; {@link Instant#EPOCH} if its producer did not
 * say and the broker does not know
 * @param attempt which attempt of this group this is, from 1; 0 for one that no handler
 * was given, as among dead letters
 * @param <T> the type of the payload
 */
public record Message<T>(String id, String topic, @Nullable String key, Map<String, String> headers, T payload,
		@Nullable String contentType, Instant publishedAt, int attempt) {

	/**
	 * Return whether the group was given this message before.
	 * @return {@code true} from the second attempt on
	 */
	public boolean isRedelivered() {
		return this.attempt > 1;
	}

}
