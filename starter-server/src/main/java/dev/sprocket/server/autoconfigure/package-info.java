// SPDX-License-Identifier: Apache-2.0

/**
 * What starter-server does to an application as a whole; its features are in the packages
 * below. Configured by {@code sprocket.server.*}.
 */
@NullMarked
package dev.sprocket.server.autoconfigure;

import org.jspecify.annotations.NullMarked;
