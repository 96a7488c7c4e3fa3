// SPDX-License-Identifier: Apache-2.0

/**
 * Balancing for HTTP clients; begin with
 * {@link dev.sprocket.discovery.autoconfigure.http.HttpBalancingAutoConfiguration}.
 */
@NullMarked
package dev.sprocket.discovery.autoconfigure.http;

import org.jspecify.annotations.NullMarked;
