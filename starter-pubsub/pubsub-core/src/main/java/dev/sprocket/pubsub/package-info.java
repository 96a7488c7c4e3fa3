// SPDX-License-Identifier: Apache-2.0

/**
 * Publish and subscribe. Start at {@link dev.sprocket.pubsub.Publisher} and
 * {@link dev.sprocket.pubsub.Subscribe}.
 * <p>
 * A message that is reported as stored is delivered at least once to every group of its
 * topic. A handler that fails is called again, by default up to four times with growing
 * pauses; then the message is kept as a dead letter with its reason. Messages with the
 * same key are handled in order where a subscription asks for it. To write a backend see
 * {@link dev.sprocket.pubsub.spi.Backend}.
 */
@NullMarked
package dev.sprocket.pubsub;

import org.jspecify.annotations.NullMarked;
