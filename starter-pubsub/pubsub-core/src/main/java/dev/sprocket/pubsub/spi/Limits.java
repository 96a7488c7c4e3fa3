// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.pubsub.spi;

import java.time.Duration;

/**
 * Sizes and times of a broker. What is larger is refused before it is sent.
 *
 * @param sendBatch messages in one {@link Sender#send}
 * @param receiveBatch messages in one {@link Receiver#receive}
 * @param bodyBytes bytes of a body
 * @param headerBytes bytes of the key and of all names and values of headers in UTF-8,
 * together
 * @param maxReleaseDelay the longest delay of a {@link Settlement.Release}
 * @param maxDeliveryDelay the longest delay of a delayed delivery
 */
public record Limits(int sendBatch, int receiveBatch, int bodyBytes, int headerBytes, Duration maxReleaseDelay,
		Duration maxDeliveryDelay) {

}
