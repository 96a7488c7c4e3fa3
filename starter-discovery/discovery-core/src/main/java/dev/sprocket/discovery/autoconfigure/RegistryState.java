// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.discovery.autoconfigure;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * Whether a registry answers lookups.
 *
 * @param up whether the last lookups were answered
 * @param since since when
 * @param error what the last failed one ended with
 */
record RegistryState(boolean up, Instant since, @Nullable String error) {

}
