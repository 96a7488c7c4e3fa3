// SPDX-License-Identifier: Apache-2.0

/**
 * Registration and lookups by auto-configuration; begin with
 * {@link dev.sprocket.discovery.autoconfigure.RegistrationAutoConfiguration}.
 */
@NullMarked
package dev.sprocket.discovery.autoconfigure;

import org.jspecify.annotations.NullMarked;
