// SPDX-License-Identifier: Apache-2.0

/**
 * Membership without a registry: instances find each other on one machine with nothing
 * configured, and across machines by a join line and a key. Begin with the properties
 * {@code sprocket.discovery.embedded.*}; there is nothing here to call.
 */
@NullMarked
package dev.sprocket.discovery.embedded;

import org.jspecify.annotations.NullMarked;
