// SPDX-License-Identifier: Apache-2.0

/**
 * JSON over HTTP for the methods of the gRPC services: {@code POST /pkg.Service/Method},
 * and what the {@code google.api.http} rules of a method say. Start with
 * {@link dev.sprocket.rpc.autoconfigure.json.RpcJsonAutoConfiguration}.
 */
@NullMarked
package dev.sprocket.rpc.autoconfigure.json;

import org.jspecify.annotations.NullMarked;
