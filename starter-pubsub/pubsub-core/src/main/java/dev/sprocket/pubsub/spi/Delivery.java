// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A message handed to the engine.
 *
 * @param lane the lane it came on
 * @param position rises with each message of a lane, not always by one
 * @param token names this delivery, not the message, to {@link Receiver#settle}; a later
 * delivery of the same message has another
 * @param attempt which delivery of this message to the group this is, from 1, or 0 if the
 * broker does not count
 * @param leaseUntil when the broker gives the message to another receiver unless the
 * lease is extended, or {@code null} if there is no lease
 * @param key the key, or {@code null}
 * @param headers all that was sent, with {@link ReservedHeaders}; of a foreign producer,
 * whatever it wrote
 * @param body the payload
 * @param publishedAt when the broker stored it, or {@code null} if it does not say
 * @param givenUp why the broker itself delivers the message no more, as a sentence for
 * people; {@code null} for any other. The engine makes a dead letter of it, untried
 */
public record Delivery(Lane lane, long position, Object token, int attempt, @Nullable Instant leaseUntil,
		@Nullable String key, Map<String, String> headers, byte[] body, @Nullable Instant publishedAt,
		@Nullable String givenUp) {

	/**
	 * Create a delivery of a message that is to be handled.
	 * @param lane the lane it came on
	 * @param position rises with each message of a lane
	 * @param token names this delivery
	 * @param attempt which delivery of this message this is, or 0
	 * @param leaseUntil when the lease is over, or {@code null}
	 * @param key the key, or {@code null}
	 * @param headers all that was sent
	 * @param body the payload
	 * @param publishedAt when the broker stored it, or {@code null}
	 */
	public Delivery(Lane lane, long position, Object token, int attempt, @Nullable Instant leaseUntil,
			@Nullable String key, Map<String, String> headers, byte[] body, @Nullable Instant publishedAt) {
		this(lane, position, token, attempt, leaseUntil, key, headers, body, publishedAt, null);
	}

}
