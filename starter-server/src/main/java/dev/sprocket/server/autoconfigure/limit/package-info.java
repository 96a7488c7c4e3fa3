// SPDX-License-Identifier: Apache-2.0

/**
 * Bounds what a request body may cost: its size, and the memory of all bodies together.
 */
@NullMarked
package dev.sprocket.server.autoconfigure.limit;

import org.jspecify.annotations.NullMarked;
