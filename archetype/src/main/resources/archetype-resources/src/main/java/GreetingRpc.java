#if( $kind == "rpc" || $kind == "all" )
package ${package};

import io.grpc.stub.StreamObserver;
import org.springframework.grpc.server.service.GrpcService;

import dev.sprocket.error.ErrorCode;
import dev.sprocket.error.ServiceException;
import ${package}.v1.GreetRequest;
import ${package}.v1.GreetResponse;
import ${package}.v1.GreetingServiceGrpc;

/**
#if( $kind == "all" )
 * Greets by RPC, and as JSON at the path in its proto.
#else
 * Greets by RPC.
#end
 */
@GrpcService
class GreetingRpc extends GreetingServiceGrpc.GreetingServiceImplBase {

	private final Greetings greetings;

	GreetingRpc(Greetings greetings) {
		this.greetings = greetings;
	}

	@Override
	public void greet(GreetRequest request, StreamObserver<GreetResponse> answer) {
		if (request.getName().isBlank()) {
			throw new ServiceException(ErrorCode.INVALID_ARGUMENT, "NAME_MISSING", "name must not be blank");
		}
		String text = this.greetings.greet(request.getName()).text();
		answer.onNext(GreetResponse.newBuilder().setText(text).build());
		answer.onCompleted();
	}

}
#end
