// SPDX-License-Identifier: Apache-2.0

/**
 * Wires pub/sub into a Boot application: see {@code sprocket.pubsub.*}.
 */
@NullMarked
package dev.sprocket.pubsub.autoconfigure;

import org.jspecify.annotations.NullMarked;
