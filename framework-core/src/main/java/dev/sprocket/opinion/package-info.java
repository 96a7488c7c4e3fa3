// SPDX-License-Identifier: Apache-2.0

/**
 * Opinions: ordinary Boot properties at the lowest precedence, each with its reason,
 * listed at run time beside the value in force.
 */
@NullMarked
package dev.sprocket.opinion;

import org.jspecify.annotations.NullMarked;
