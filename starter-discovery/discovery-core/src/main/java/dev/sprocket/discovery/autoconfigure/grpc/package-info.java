// SPDX-License-Identifier: Apache-2.0

/**
 * Names and balancing for gRPC clients; begin with
 * {@link dev.sprocket.discovery.autoconfigure.grpc.GrpcBalancingAutoConfiguration}.
 */
@NullMarked
package dev.sprocket.discovery.autoconfigure.grpc;

import org.jspecify.annotations.NullMarked;
