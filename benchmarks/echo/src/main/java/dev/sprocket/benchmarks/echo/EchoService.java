// SPDX-License-Identifier: Apache-2.0

package dev.sprocket.benchmarks.echo;

import io.grpc.stub.StreamObserver;
import org.springframework.context.annotation.Profile;
import org.springframework.grpc.server.service.GrpcService;

import dev.sprocket.benchmarks.echo.v1.EchoGrpc;
import dev.sprocket.benchmarks.echo.v1.Msg;

/**
 * A handler like any other, which may wait.
 */
@GrpcService
@Profile("!non-blocking")
public class EchoService extends EchoGrpc.EchoImplBase {

	@Override
	public void say(Msg request, StreamObserver<Msg> answer) {
		answer.onNext(Msg.newBuilder().setPayload(request.getPayload()).build());
		answer.onCompleted();
	}

}
