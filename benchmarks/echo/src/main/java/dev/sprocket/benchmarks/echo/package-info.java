// SPDX-License-Identifier: Apache-2.0

/**
 * The smallest gRPC service on Boot's own starter.
 */
@NullMarked
package dev.sprocket.benchmarks.echo;

import org.jspecify.annotations.NullMarked;
