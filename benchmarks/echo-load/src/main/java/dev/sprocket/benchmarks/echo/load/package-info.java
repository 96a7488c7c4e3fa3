// SPDX-License-Identifier: Apache-2.0

/**
 * The client of the echo services.
 */
@NullMarked
package dev.sprocket.benchmarks.echo.load;

import org.jspecify.annotations.NullMarked;
