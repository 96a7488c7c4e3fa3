// SPDX-License-Identifier: Apache-2.0

/**
 * Publishes to and receives from a real broker and says how fast that was.
 */
@NullMarked
package dev.sprocket.benchmarks.brokers;

import org.jspecify.annotations.NullMarked;
