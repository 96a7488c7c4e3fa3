// SPDX-License-Identifier: Apache-2.0

/**
 * Wires the embedded and the jdbc backend into a Boot application: see
 * {@code sprocket.pubsub.embedded.*} and {@code sprocket.pubsub.jdbc.*}.
 */
@NullMarked
package dev.sprocket.pubsub.jdbc.autoconfigure;

import org.jspecify.annotations.NullMarked;
