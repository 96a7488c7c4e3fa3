// SPDX-License-Identifier: Apache-2.0

/**
 * The dashboard: begin with {@link dev.sprocket.samples.dashboard.Webhooks}, which calls
 * the other service by its name.
 */
@NullMarked
package dev.sprocket.samples.dashboard;

import org.jspecify.annotations.NullMarked;
