// SPDX-License-Identifier: Apache-2.0

/**
 * Pub/sub measured against what a hand-written loop reaches on the same machine in the
 * same run. Start with {@link dev.sprocket.benchmarks.messaging.Contest}.
 */
@NullMarked
package dev.sprocket.benchmarks.messaging;

import org.jspecify.annotations.NullMarked;
