// SPDX-License-Identifier: Apache-2.0

/**
 * gRPC services on Boot's own starters, and JSON for the same methods on the HTTP port;
 * {@link dev.sprocket.rpc.NonBlocking} is what a service may say about itself.
 */
@NullMarked
package dev.sprocket.rpc;

import org.jspecify.annotations.NullMarked;
