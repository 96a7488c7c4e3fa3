// SPDX-License-Identifier: Apache-2.0

/**
 * Measures requests: the meter of Boot's HTTP observation, at a part of its cost.
 */
@NullMarked
package dev.sprocket.server.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
