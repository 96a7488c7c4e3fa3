// SPDX-License-Identifier: Apache-2.0

/**
 * The management surface of a process: guard, startup probe, build information and one
 * line that says who listens where. Configured by {@code sprocket.management.*}.
 */
@NullMarked
package dev.sprocket.management.autoconfigure;

import org.jspecify.annotations.NullMarked;
