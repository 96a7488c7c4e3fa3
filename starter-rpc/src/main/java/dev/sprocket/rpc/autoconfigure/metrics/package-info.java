// SPDX-License-Identifier: Apache-2.0

/**
 * Measures calls of the gRPC server: the meters of Boot's observation, at a part of its
 * cost.
 */
@NullMarked
package dev.sprocket.rpc.autoconfigure.metrics;

import org.jspecify.annotations.NullMarked;
