// SPDX-License-Identifier: Apache-2.0

/**
 * What {@code starter-rpc} adds to Boot's gRPC server; begin at
 * {@link dev.sprocket.rpc.autoconfigure.server.RpcServerAutoConfiguration}.
 */
@NullMarked
package dev.sprocket.rpc.autoconfigure.server;

import org.jspecify.annotations.NullMarked;
