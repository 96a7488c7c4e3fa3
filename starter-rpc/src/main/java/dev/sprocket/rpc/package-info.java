// SPDX-License-Identifier: Apache-2.0

/**
 * gRPC services and clients on Boot's own starters, and JSON for the same methods on the
 * HTTP port; {@link dev.sprocket.rpc.NonBlocking} is what a service may say about itself,
 * {@link dev.sprocket.rpc.DownstreamException} what a client says of a failure.
 */
@NullMarked
package dev.sprocket.rpc;

import org.jspecify.annotations.NullMarked;
