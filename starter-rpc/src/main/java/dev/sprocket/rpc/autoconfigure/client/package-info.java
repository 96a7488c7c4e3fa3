// SPDX-License-Identifier: Apache-2.0

/**
 * What {@code starter-rpc} adds to Boot's gRPC clients; begin at
 * {@link dev.sprocket.rpc.autoconfigure.client.RpcClientAutoConfiguration}.
 */
@NullMarked
package dev.sprocket.rpc.autoconfigure.client;

import org.jspecify.annotations.NullMarked;
