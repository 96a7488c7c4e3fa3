// SPDX-License-Identifier: Apache-2.0

/**
 * The balancer for gRPC channels, as the load balancing policy {@code p2c_ewma}; begin
 * with {@link dev.sprocket.discovery.grpc.EwmaLoadBalancerProvider}.
 */
@NullMarked
package dev.sprocket.discovery.grpc;

import org.jspecify.annotations.NullMarked;
