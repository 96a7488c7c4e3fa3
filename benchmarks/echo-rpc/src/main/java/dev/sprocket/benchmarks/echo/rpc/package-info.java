// SPDX-License-Identifier: Apache-2.0

/**
 * What the application with {@code starter-rpc} has beside the plain one.
 */
@NullMarked
package dev.sprocket.benchmarks.echo.rpc;

import org.jspecify.annotations.NullMarked;
