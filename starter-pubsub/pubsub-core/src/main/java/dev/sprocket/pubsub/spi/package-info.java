// SPDX-License-Identifier: Apache-2.0

/**
 * What the author of a backend writes, and the few types of it that users see, such as
 * {@link dev.sprocket.pubsub.spi.Ordering}. Start at
 * {@link dev.sprocket.pubsub.spi.Backend}. A backend moves bytes: it adds no retry, no
 * timing and no tracing of its own. All of that is the engine's.
 */
@NullMarked
package dev.sprocket.pubsub.spi;

import org.jspecify.annotations.NullMarked;
