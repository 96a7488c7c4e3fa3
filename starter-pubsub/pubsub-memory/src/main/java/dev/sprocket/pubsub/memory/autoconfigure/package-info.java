// SPDX-License-Identifier: Apache-2.0

/**
 * Offers the memory backend to a Boot application: see {@code sprocket.pubsub.memory.*}.
 */
@NullMarked
package dev.sprocket.pubsub.memory.autoconfigure;

import org.jspecify.annotations.NullMarked;
