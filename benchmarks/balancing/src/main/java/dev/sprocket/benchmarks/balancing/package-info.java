// SPDX-License-Identifier: Apache-2.0

/**
 * The balancer, measured. Begin with
 * {@link dev.sprocket.benchmarks.balancing.Experiments}.
 */
@NullMarked
package dev.sprocket.benchmarks.balancing;

import org.jspecify.annotations.NullMarked;
