// SPDX-License-Identifier: Apache-2.0

/**
 * Generates services and treats them as their authors would. Start at
 * {@link dev.sprocket.archetype.GeneratedServiceIntegrationTests}.
 */
@NullMarked
package dev.sprocket.archetype;

import org.jspecify.annotations.NullMarked;
