// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.echo.rpc;

import org.springframework.context.annotation.Profile;
import org.springframework.grpc.server.service.GrpcService;

import dev.sprocket.benchmarks.echo.EchoService;
import dev.sprocket.rpc.NonBlocking;

/**
 * The same handler, which says that it never waits.
 */
@GrpcService
@NonBlocking
@Profile("non-blocking")
class NonBlockingEchoService extends EchoService {

}
